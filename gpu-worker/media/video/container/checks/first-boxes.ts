/**
 * Boxes an ISO base media or QuickTime file may begin with (ISO/IEC 14496-12; QuickTime File Format). What begins with
 * one is looked at as a video; whether it is one the parser says, and what the parser takes for one is checked.
 */
export const firstBoxes: ReadonlySet<string> = new Set([
  'ftyp',
  'styp',
  'moov',
  'mdat',
  'moof',
  'sidx',
  'emsg',
  'prft',
  'free',
  'skip',
  'wide',
  'pnot',
]);
