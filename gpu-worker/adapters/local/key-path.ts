import { permanent } from '../../errors.ts';

// Most file systems end a name at 255 bytes; the rest of the room is for a marker.
const chunkBytes = 200;
const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,62}$/;

/**
 * Path of an object below its bucket's folder, with `/` between names. One key, one path, and back.
 *
 * A key such as `persons/anna/1.jpg` is its own path. Everything else is marked with `%`, which a key's own `%` (written
 * `%25`) can never imitate: control characters, `.` and `..` are escaped as `%XX`; a file name without a dot ends in
 * `%o` and a folder name with one in `%d`, so that `a` and `a/b` are a file and a folder of different names; names of
 * more than 200 bytes are cut, and all pieces but the last are folders that end in `%+`.
 *
 * Throws KEY_REFUSED for what S3 refuses too: an empty key, more than 1,024 bytes, malformed unicode.
 */
export function keyToPath(key: string): string {
  if (key === '' || Buffer.byteLength(key) > 1024 || !key.isWellFormed()) {
    throw permanent('KEY_REFUSED', 'An object key has 1 to 1,024 bytes of well-formed unicode; choose another key.');
  }
  const segments = key.split('/');
  const last = segments.length - 1;
  return segments.map((segment, place) => segmentToPath(segment, place === last)).join('/');
}

/** The key of a path, or undefined for a path that no key leads to: a stranger's file. */
export function pathToKey(path: string): string | undefined {
  const names = path.split('/');
  const last = names.length - 1;
  const key = names.map((name, place) => nameToText(name, place === last)).join('');
  if (key === '' || Buffer.byteLength(key) > 1024) return undefined;
  return keyToPath(key) === path ? key : undefined;
}

/** What every key below a folder begins with; the folder's path is `''` for the bucket itself. */
export function folderToKeyPrefix(path: string): string {
  if (path === '') return '';
  return path
    .split('/')
    .map((name) => nameToText(name, false))
    .join('');
}

/** A bucket's name as a folder's. Throws STORE_DENIED for a name that S3 would refuse. */
export function bucketFolder(bucket: string): string {
  if (!bucketPattern.test(bucket) || bucket.includes('..')) {
    throw permanent('STORE_DENIED', `There is no bucket ${JSON.stringify(bucket)}; expected a name such as "media".`);
  }
  return bucket;
}

function segmentToPath(segment: string, isFile: boolean): string {
  const pieces = [''];
  for (const character of segment) {
    const text = /[%\p{Cc}]/u.test(character) || isDots(segment) ? hexEscape(character) : character;
    const piece = pieces.at(-1) ?? '';
    if (Buffer.byteLength(piece) + Buffer.byteLength(text) > chunkBytes) pieces.push(text);
    else pieces[pieces.length - 1] = piece + text;
  }
  // What is left over of a long name may be dots alone, which a file system reads as folders.
  const rest = pieces.at(-1) ?? '';
  if (isFile && isDots(rest)) pieces[pieces.length - 1] = Array.from(rest, hexEscape).join('');
  const hasDot = segment.includes('.');
  const end = isFile ? (hasDot ? '' : '%o') : hasDot || segment === '' ? '%d' : '';
  return `${pieces.join('%+/')}${end}`;
}

const isDots = (name: string): boolean => name === '.' || name === '..';

const hexEscape = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

function nameToText(name: string, isFile: boolean): string {
  const plain = (text: string): string =>
    text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  if (isFile) return plain(name.replace(/%o$/, ''));
  if (name.endsWith('%+')) return plain(name.slice(0, -2));
  return `${plain(name.replace(/%d$/, ''))}/`;
}
