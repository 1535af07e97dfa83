import type { FaceTask } from '../../contract/face-task.ts';
import { asFacelineError, FacelineError } from '../errors.ts';
import type { FramePool } from '../frames/frame-pool.ts';
import { readImage } from '../media/image/read-image.ts';
import type { ObjectAddress, ObjectHead, TaskContext } from '../ports.ts';
import { photoRetryS, readPhotoBytes } from './embed-person.ts';

/**
 * The raw embedding of a face that is to be found in the source: the largest one of a photo.
 * @throws PERSON_UNKNOWN (to be postponed) while there is no such photo; PHOTO_UNREADABLE, PHOTO_NO_FACE
 */
export async function embedTargetPhoto(
  task: FaceTask,
  key: string,
  pool: Pick<FramePool, 'embedPhoto'>,
  context: TaskContext,
): Promise<Float32Array> {
  const head = await headOf(context, { bucket: task.source.bucket, key });
  if (head === undefined) {
    const message = `There is no photo ${key} yet, which the identity map names.`;
    throw new FacelineError('PERSON_UNKNOWN', message, { retryable: false, postponeS: photoRetryS });
  }
  try {
    const bytes = await readPhotoBytes(task, { key, sizeBytes: head.sizeBytes }, context);
    const image = await readImage(bytes, { ...task.limits, code: 'PHOTO_UNREADABLE', name: key });
    return (await pool.embedPhoto(image, task.analysis)).embedding;
  } catch (thrown) {
    const { code, message, retryable } = asFacelineError(thrown);
    if (code !== 'PHOTO_NO_FACE') throw thrown;
    throw new FacelineError(code, `${key}, which the identity map names: ${message}`, { retryable });
  }
}

/** S3 answers "denied" for a key that is not there to whoever may read it but not list its folder. */
async function headOf({ store }: TaskContext, address: ObjectAddress): Promise<ObjectHead | undefined> {
  try {
    return await store.head(address);
  } catch (thrown) {
    if (asFacelineError(thrown).code === 'STORE_DENIED') return undefined;
    throw thrown;
  }
}
