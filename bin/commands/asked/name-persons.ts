import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Identity } from '../../../contract/identity.ts';
import { photoPrefix, safeStem } from '../../../contract/object-keys.ts';
import { defined } from '../../../contract/options/option.ts';
import type { MapRule } from './read-identity-map.ts';

/** Hex digits of what is named after its content: a stage keeps photos of many, and a name has to be one person's. */
const digits = 10;

/** Whom a job names, and under which keys their photos lie. */
export interface NamedPersons {
  /** Whom all faces become, or all that the map does not name. */
  readonly person?: string;
  readonly identities?: readonly Identity[];
  readonly uploads: readonly { readonly key: string; readonly file: string }[];
}

/**
 * Names the persons of a job after their photos, by name and content: other photos are another person, and the same
 * ones are the same person at another time. Short, for an upload's metadata holds 1 KB of identities.
 * @param named who is in the photos, or in those that lie there already
 */
export async function namePersons(
  photos: readonly string[],
  map: readonly MapRule[] | undefined,
  named?: string,
): Promise<NamedPersons> {
  const uploads = new Map<string, string>();
  const addPhotos = (person: string, files: readonly string[]): string => {
    for (const [index, file] of files.entries()) {
      const name = `${index + 1}-${safeStem(path.basename(file))}${path.extname(file).toLowerCase()}`;
      uploads.set(`${photoPrefix(person)}${name}`, file);
    }
    return person;
  };
  const person =
    photos.length === 0
      ? named
      : addPhotos(named ?? `${wordOf(photos[0] ?? '', 48) || 'person'}-${await digestOf(photos)}`, photos);
  const identities: Identity[] = [];
  for (const [index, { target, source }] of (map ?? []).entries()) {
    identities.push({
      target: typeof target === 'object' && 'photo' in target ? { photo: await targetKey(target.photo) } : target,
      source:
        typeof source === 'object' && 'photos' in source ? { person: await personOf(source.photos, index) } : source,
    });
  }
  return {
    ...defined({ person, identities: map && identities }),
    uploads: [...uploads].map(([key, file]) => ({ key, file })),
  };

  async function personOf(files: readonly string[], index: number): Promise<string> {
    const word = wordOf(files[0] ?? '', 5) || `p${index + 1}`;
    return addPhotos(`${word}-${await digestOf(files)}`, files);
  }

  async function targetKey(photo: string): Promise<string> {
    const key = `${photoPrefix('t')}${await digestOf([photo])}${path.extname(photo).toLowerCase()}`;
    uploads.set(key, photo);
    return key;
  }
}

/** A file's name as the beginning of a person's: letters and digits first. */
const wordOf = (file: string, most: number): string =>
  safeStem(path.basename(file))
    .replace(/^[._-]+/, '')
    .slice(0, most);

/** The first digits of a hash over the content of files, in their order. */
async function digestOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    const own = createHash('sha256');
    for await (const bytes of createReadStream(file)) own.update(bytes);
    hash.update(own.digest());
  }
  return hash.digest('hex').slice(0, digits);
}
