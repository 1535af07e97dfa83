import path from 'node:path';
import type { Identity } from '../../../contract/identity.ts';
import { photoPrefix, safeStem } from '../../../contract/object-keys.ts';
import { uploadFile } from '../../../gpu-worker/pipeline/upload-file.ts';
import type { ObjectStore } from '../../../gpu-worker/ports.ts';
import type { LocalIdentity } from './read-identity-map.ts';

/** Photos of faces that are looked for lie here. Short: an upload's metadata holds 1 KB of identities. */
const targetsFolder = photoPrefix('t');

/**
 * Puts the photos of a map into the input bucket, each set of source photos as a person of its own.
 * @param rooms where they are put, and what is told which file lies behind which key
 * @returns the map as an upload carries it
 */
export async function submitIdentities(
  map: readonly LocalIdentity[],
  {
    store,
    bucket,
    files,
  }: { readonly store: ObjectStore; readonly bucket: string; readonly files: Map<string, string> },
  signal: AbortSignal,
): Promise<Identity[]> {
  const persons = new Map<string, string>();
  const targets = new Map<string, string>();
  const upload = (key: string, file: string) => {
    files.set(key, file);
    return uploadFile(store, { bucket, key }, file, { signal });
  };

  const personOf = async (photos: readonly string[]): Promise<string> => {
    const known = persons.get(photos.join('\n'));
    if (known !== undefined) return known;
    const person = `${persons.size + 1}-${safeStem(path.basename(photos[0] ?? '')).slice(0, 12)}`;
    persons.set(photos.join('\n'), person);
    for (const [index, photo] of photos.entries()) {
      await upload(`${photoPrefix(person)}${index + 1}${path.extname(photo).toLowerCase()}`, photo);
    }
    return person;
  };
  const targetOf = async (photo: string): Promise<string> => {
    const known = targets.get(photo);
    if (known !== undefined) return known;
    const key = `${targetsFolder}${targets.size + 1}${path.extname(photo).toLowerCase()}`;
    targets.set(photo, key);
    await upload(key, photo);
    return key;
  };

  const identities: Identity[] = [];
  for (const { target, source } of map) {
    identities.push({
      target: typeof target === 'object' && 'photo' in target ? { photo: await targetOf(target.photo) } : target,
      source: typeof source === 'string' ? source : { person: await personOf(source.photos) },
    });
  }
  return identities;
}
