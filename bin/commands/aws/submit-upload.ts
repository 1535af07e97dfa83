import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type FaceTask, refusalIdFor } from '../../../contract/face-task.ts';
import { photoPrefix, safeStem } from '../../../contract/object-keys.ts';
import { defaultLimits } from '../../../contract/task-options.ts';
import { type UploadWish, uploadMetadata } from '../../../contract/upload-metadata.ts';
import { makeTask, type UploadedObject } from '../../../functions/intake/make-task.ts';
import type { ObjectStore } from '../../../gpu-worker/ports.ts';
import { uploadFile } from '../../../gpu-worker/transfer/upload-file.ts';
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
  /** Where a report would lie that no task was made of the upload. */
  readonly refusalPrefix: string;
}

/**
 * Uploads photos, then the target with what is asked of it as metadata. An upload that was cut off goes on where it
 * stopped, under the same key, as long as the file is unchanged.
 * @param notes folder that remembers uploads that are under way
 * @throws UsageError with intake's own words, before anything is uploaded, when it would refuse it
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
  const { person } = wish;
  if (photos.length > 0 && person === undefined) throw new UsageError('--photo needs --person: whose photo is it?');
  const folder = isImageFile(target) ? 'images' : 'videos';
  const freshKey = `${folder}/input/${user}/${minuteNow()}/${fileNameFor(target)}`;
  const metadata = uploadMetadata(wish);
  taskOf({ bucket, key: freshKey, etag: 'not known yet', metadata });

  if (person !== undefined) await sendPhotos(store, bucket, person, photos);
  const { size, mtimeMs } = await stat(target);
  const what = [path.resolve(target), size, mtimeMs, bucket, user, JSON.stringify(wish)].join('\n');
  const note = await noteUpload(options.notes, what, freshKey);
  const { signal, onProgress } = options;
  await uploadFile(store, { bucket, key: note.key }, target, {
    metadata,
    resume: note.isOld,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  await rm(note.file, { force: true });

  const head = await store.head({ bucket, key: note.key });
  if (head === undefined) throw new Error(`${note.key} was uploaded and is gone; did a lifecycle rule remove it?`);
  const { etag, versionId } = head;
  const { taskId, source, output } = taskOf({ bucket, key: note.key, etag, versionId, metadata });
  const refusalId = refusalIdFor({ ...source, pinned: source.versionId ?? source.etag });
  const { prefix } = output;
  return { key: note.key, taskId, prefix, refusalPrefix: `${prefix.slice(0, -`${taskId}/`.length)}${refusalId}/` };
}

async function sendPhotos(
  store: ObjectStore,
  bucket: string,
  person: string,
  photos: readonly string[],
): Promise<void> {
  for (const photo of photos) {
    const name = `${safeStem(path.basename(photo))}${path.extname(photo).toLowerCase()}`;
    await store.put({ bucket, key: `${photoPrefix(person)}${name}` }, await readFile(photo));
  }
}

/** What intake will make of the upload. Output bucket and limits are the stage's affair, and no part of the id. */
function taskOf(object: UploadedObject): FaceTask {
  const decision = makeTask(object, { outputBucket: object.bucket, limits: defaultLimits }, new Date());
  if (decision.kind === 'task') return decision.task;
  throw new UsageError(
    decision.kind === 'refused' ? decision.message : `${object.key} starts nothing: ${decision.reason}.`,
  );
}
