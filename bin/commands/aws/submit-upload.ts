import { createHash } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FaceTask, refusalIdFor } from '../../../contract/face-task.ts';
import { defaultLimits } from '../../../contract/limits.ts';
import { defined } from '../../../contract/options/option.ts';
import { maxOptionsBytes, type UploadWish, uploadMetadata } from '../../../contract/upload-metadata.ts';
import { makeTask, type UploadedObject } from '../../../functions/intake/make-task.ts';
import { systemCode } from '../../../gpu-worker/errors.ts';
import { makeFolders } from '../../../gpu-worker/files/make-folders.ts';
import type { ObjectStore } from '../../../gpu-worker/ports.ts';
import { uploadFile } from '../../../gpu-worker/transfer/upload-file.ts';
import { UsageError } from '../exit-codes.ts';
import { keyFor } from '../upload-names.ts';

export interface Submission {
  readonly target: string;
  readonly user: string;
  /** Photos to put where the wish's persons are looked for, first. */
  readonly uploads: readonly { readonly key: string; readonly file: string }[];
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
 * @throws UsageError before anything is uploaded: with intake's own words when it would refuse it, and for more
 *   metadata than S3 takes
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
  const { target, user, uploads, wish } = submission;
  const freshKey = keyFor(user, target);
  const metadata = uploadMetadata(wish);
  checkMetadataSize(metadata);
  taskOf({ bucket, key: freshKey, etag: 'not known yet', metadata });

  for (const { key, file } of uploads) await store.put({ bucket, key }, await readFile(file));
  const { size, mtimeMs } = await stat(target);
  const what = [path.resolve(target), size, mtimeMs, bucket, user, JSON.stringify(wish)].join('\n');
  const note = await noteUpload(options.notes, what, freshKey);
  const { signal, onProgress } = options;
  await uploadFile(store, { bucket, key: note.key }, target, {
    metadata,
    resume: note.isOld,
    ...defined({ signal, onProgress }),
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

/** Most bytes of all names and values of an object's metadata, on S3. */
const mostMetadataBytes = 2048;

function checkMetadataSize(metadata: Readonly<Record<string, string>>): void {
  const rulesBytes = Buffer.byteLength(metadata.identities ?? '');
  if (rulesBytes > maxOptionsBytes) {
    throw new UsageError(
      `--map: as the upload's metadata its rules have ${rulesBytes} bytes; the most is ${maxOptionsBytes}. Leave some ` +
        'out, or name persons of the bucket with short names: {"person": "a"}.',
    );
  }
  const sizeBytes = Buffer.byteLength(Object.entries(metadata).flat().join(''));
  if (sizeBytes > mostMetadataBytes) {
    throw new UsageError(
      `Person, map, preset and options have ${sizeBytes} bytes as the upload's metadata; S3 takes ${mostMetadataBytes}. ` +
        'Leave out rules of the map, or options.',
    );
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

interface UploadNote {
  readonly key: string;
  /** True when an earlier process began this very upload. */
  readonly isOld: boolean;
  /** To be removed once the upload is complete. */
  readonly file: string;
}

/** Remembers under which key something is being uploaded, so that a later process goes on with the same upload. */
async function noteUpload(folder: string, what: string, freshKey: string): Promise<UploadNote> {
  const file = path.join(folder, createHash('sha256').update(what).digest('hex').slice(0, 32));
  makeFolders(folder);
  try {
    await writeFile(file, freshKey, { flag: 'wx' });
    return { key: freshKey, isOld: false, file };
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw thrown;
    return { key: await readFile(file, 'utf8'), isOld: true, file };
  }
}
