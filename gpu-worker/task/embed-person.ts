import type { FaceTask } from '../../contract/face-task.ts';
import { photoPrefix } from '../../contract/object-keys.ts';
import type { PersonReport } from '../../contract/report.ts';
import { asFacelineError, FacelineError, permanent } from '../errors.ts';
import { personEmbedding } from '../faces/person-embedding.ts';
import type { PhotoFace } from '../frames/frame-engine-types.ts';
import type { FramePool } from '../frames/frame-pool.ts';
import { readImage } from '../media/image/read-image.ts';
import type { TaskContext } from '../ports.ts';
import type { SourcePictures } from '../processors/frame-recipe.ts';
import { readObject } from '../transfer/fetch-object.ts';

const mostPhotos = 20;
const mostPhotoBytes = 64 * 1024 * 1024;
/** Photos named in the message when none can be used. */
const mostReasons = 5;
/** How soon a task that came before its person's first photo is looked at again. */
export const photoRetryS = 15;

interface Person {
  /** Mean raw embedding [512] of the photos. */
  readonly identity: Float32Array;
  /** The face of the first photo that can be used, for swappers that are shown a picture. */
  readonly pictures?: SourcePictures;
  readonly report: PersonReport;
}

/**
 * Who the target faces become: the mean embedding of the person's photos, the largest face of each. A photo that
 * cannot be used is noted when another can, and so is one that does not look like the others.
 * @throws PERSON_UNKNOWN (to be postponed) without a photo; PHOTO_UNREADABLE or PHOTO_NO_FACE when none can be used
 */
export async function embedPerson(
  task: FaceTask,
  person: string,
  pool: Pick<FramePool, 'embedPhoto'>,
  context: TaskContext,
): Promise<Person> {
  const prefix = photoPrefix(person);
  const listed = await Array.fromAsync(context.store.list(task.source.bucket, prefix));
  const photos = listed.filter(({ key, sizeBytes }) => !key.endsWith('/') && sizeBytes > 0);
  if (photos.length === 0) {
    const message = `There is no photo under ${prefix} yet.`;
    throw new FacelineError('PERSON_UNKNOWN', message, { retryable: false, postponeS: photoRetryS });
  }
  const faces: PhotoFace[] = [];
  const report: PersonReport['photos'] = [];
  const used: number[] = [];
  const problems: FacelineError['code'][] = [];
  for (const { key, sizeBytes } of photos.slice(0, mostPhotos)) {
    try {
      const bytes = await readPhotoBytes(task, { key, sizeBytes }, context);
      const image = await readImage(bytes, { ...task.limits, code: 'PHOTO_UNREADABLE', name: key });
      const face = await pool.embedPhoto(image, task.analysis);
      faces.push(face);
      used.push(report.length);
      const note = face.faceCount > 1 ? { note: `${face.faceCount} faces; the largest is used` } : {};
      report.push({ key, faces: face.faceCount, ...note });
    } catch (thrown) {
      const error = asFacelineError(thrown);
      if (error.code !== 'PHOTO_UNREADABLE' && error.code !== 'PHOTO_NO_FACE') throw thrown;
      problems.push(error.code);
      report.push({ key, faces: 0, note: error.message });
    }
  }
  if (faces.length === 0 && problems[0] !== undefined) throw permanent(problems[0], whyNoneCanBeUsed(report));
  for (const { key } of photos.slice(mostPhotos)) {
    report.push({ key, faces: 0, note: `not looked at: at most ${mostPhotos} photos of a person are used` });
  }
  const { embedding: identity, outliers } = personEmbedding(faces.map(({ embedding }) => embedding));
  for (const { index, cosine } of outliers) {
    const entry = report[used[index] ?? -1];
    if (entry === undefined) continue;
    const odd = `does not look like the other photos (cosine ${cosine.toFixed(2)}); it counts all the same`;
    entry.note = entry.note === undefined ? odd : `${entry.note}; ${odd}`;
  }
  const pictures = faces[0]?.pictures;
  return { identity, ...(pictures === undefined ? {} : { pictures }), report: { person, photos: report } };
}

/** Every photo by its name: whoever gave several has to know which to replace. */
function whyNoneCanBeUsed(photos: PersonReport['photos']): string {
  const reasons = photos.map(({ key, note = '' }) => (note.includes(key) ? note : `${key}: ${note}`));
  const more = reasons.length - mostReasons;
  return [...reasons.slice(0, mostReasons), ...(more > 0 ? [`And ${more} more like these.`] : [])].join(' ');
}

/** Throws PHOTO_UNREADABLE for a file that is no photo by its size. */
export async function readPhotoBytes(
  task: FaceTask,
  { key, sizeBytes }: { readonly key: string; readonly sizeBytes: number },
  { store, signal }: Pick<TaskContext, 'store' | 'signal'>,
): Promise<Uint8Array> {
  if (sizeBytes > mostPhotoBytes) {
    throw permanent('PHOTO_UNREADABLE', `${key} has ${sizeBytes} bytes; the most is ${mostPhotoBytes}.`);
  }
  return readObject(store, { bucket: task.source.bucket, key }, { signal });
}
