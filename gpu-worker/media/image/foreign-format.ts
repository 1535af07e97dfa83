/** Anything of so many bytes, in a pattern. */
const any = (bytes: number): string => `.{${2 * bytes}}`;
const text = (letters: string): string => Buffer.from(letters, 'latin1').toString('hex');

/** What well-known files that Faceline does not open begin with, in hex, and what a person calls them. */
const beginnings = [
  [`${text('RIFF')}${any(4)}${text('AVI ')}`, 'an AVI video'],
  ['3026b2758e66cf11', 'a Windows Media (WMV, ASF) video'],
  [`${text('FLV')}01`, 'a Flash (FLV) video'],
  ['000001b[a3]', 'an MPEG-1 or MPEG-2 (mpg, vob) video'],
  [text('OggS'), 'an Ogg file'],
  [`${text('GIF8')}3[79]${text('a')}`, 'a GIF'],
  // Telephones' photos are boxes as an mp4 is; their brand says what they are.
  [`${any(4)}${text('ftyp')}(?:${['heic', 'heix', 'heim', 'heis', 'mif1'].map(text).join('|')})`, 'a HEIC picture'],
  [`${any(4)}${text('ftypavif')}`, 'an AVIF picture'],
  [`(?:${text('II*\0')}|${text('MM\0*')})`, 'a TIFF picture (or a raw photo)'],
  // Two letters may begin any text; the reserved fields behind the size are nought.
  [`${text('BM')}${any(4)}00000000`, 'a BMP picture'],
  [`${text('8BPS')}0001`, 'a Photoshop picture'],
].map(([begin = '', name = '']) => ({ begin: new RegExp(`^${begin}`), name }));

/**
 * What a file is that Faceline does not open, by its first bytes, for a message: "an AVI video". Undefined for whatever
 * it does open, and for what nobody knows.
 */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  const first = Buffer.from(bytes.subarray(0, 16)).toString('hex');
  return beginnings.find(({ begin }) => begin.test(first))?.name;
}
