/**
 * The boxes that the parser looks into or reads tables of, and where the format lets them lie. The parser reads them
 * wherever it meets them; in another place they are somebody's attempt to have them read more than once.
 * `entry` is an entry of an `stsd`, `file` the file itself.
 */
export const placesOf: Readonly<Record<string, readonly string[]>> = {
  moov: ['file'],
  trak: ['moov'],
  mvex: ['moov'],
  trex: ['mvex'],
  edts: ['trak'],
  elst: ['edts'],
  mdia: ['trak'],
  minf: ['mdia'],
  dinf: ['minf'],
  stbl: ['minf'],
  stsd: ['stbl'],
  stts: ['stbl'],
  ctts: ['stbl'],
  stsz: ['stbl'],
  stz2: ['stbl'],
  stsc: ['stbl'],
  stco: ['stbl'],
  co64: ['stbl'],
  stss: ['stbl'],
  wave: ['entry'],
  schi: ['sinf'],
  udta: ['moov', 'trak', 'mdia', 'minf'],
  meta: ['moov', 'udta', 'trak', 'mdia', 'minf'],
  keys: ['meta'],
  ilst: ['meta'],
  moof: ['file'],
  traf: ['moof'],
  tfhd: ['traf'],
  tfdt: ['traf'],
  trun: ['traf'],
  mfra: ['file'],
  tfra: ['mfra'],
};
