import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { settingsFor, taskIdFor } from '../../../contract/face-task.ts';
import { outputPrefix, parseUploadKey, photoPrefix, safeStem } from '../../../contract/object-keys.ts';
import { resolveOptions, type UploadWish, uploadMetadata } from '../../../contract/upload-metadata.ts';
import { uploadFile } from '../../../gpu-worker/pipeline/upload-file.ts';
import type { ObjectStore } from '../../../gpu-worker/ports.ts';
import { UsageError } from '../exit-codes.ts';
import { fileNameFor, isImageFile, minuteNow } from '../upload-names.ts';
import { noteUpload } from './upload-note.ts';

export interface Submission {
  readonly target: string;
  readonly user: string;
  /** Photos to put under the person's folder first. */
  readonly photos: readonly string[];
  readonly wish: UploadWish;
}

export interface Submitted {
  readonly key: string;
  readonly taskId: string;
  /** Where the report will lie, in the output bucket. */
  readonly prefix: string;
}

/**
 * Uploads photos, then the target with what is asked of it as metadata. An upload that was cut off goes on where it
 * stopped, under the same key, as long as the file is unchanged.
 * @param notes folder that remembers uploads that are under way
 */
export async function submitUpload(
  submission: Submission,
  store: ObjectStore,
  bucket: string,
  options: {
    readonly notes: string;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<Submitted> {
  const { target, user, photos, wish } = submission;
  const resolved = resolveOptions(wish);
  if (!resolved.ok) throw new UsageError(resolved.problem);
  for (const photo of photos) {
    if (wish.person === undefined) throw new UsageError('--photo needs --person: whose photo is it?');
    const name = `${safeStem(path.basename(photo))}${path.extname(photo).toLowerCase()}`;
    await store.put({ bucket, key: `${photoPrefix(wish.person)}${name}` }, await readFile(photo));
  }
  const folder = isImageFile(target) ? 'images' : 'videos';
  const freshKey = `${folder}/input/${user}/${minuteNow()}/${fileNameFor(target)}`;
  const { size, mtimeMs } = await stat(target);
  const what = [path.resolve(target), size, mtimeMs, bucket, user, JSON.stringify(wish)].join('\n');
  const note = await noteUpload(options.notes, what, freshKey);

  const upload = parseUploadKey(note.key);
  if (upload === undefined)
    throw new UsageError(`No upload may have the key ${note.key}; check --user (letters, digits, ._@-).`);
  const { signal, onProgress } = options;
  await uploadFile(store, { bucket, key: note.key }, target, {
    metadata: uploadMetadata(wish),
    resume: note.isOld,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  await rm(note.file, { force: true });

  const head = await store.head({ bucket, key: note.key });
  if (head === undefined) throw new Error(`${note.key} was uploaded and is gone; did a lifecycle rule remove it?`);
  const { etag, versionId } = head;
  const source = { bucket, key: note.key, etag, ...(versionId === undefined ? {} : { versionId }) };
  const taskId = taskIdFor(source, settingsFor(resolved.value, wish.person, wish.identities));
  return { key: note.key, taskId, prefix: outputPrefix(upload, taskId) };
}
