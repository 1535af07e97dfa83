import path from 'node:path';
import type { FaceTask } from '../../contract/face-task.ts';
import { permanent } from '../errors.ts';
import { neitherWords, sniffBytes, sniffMedia } from '../media/sniff-media.ts';
import { checkHeader } from '../media/video/container/container-probe.ts';
import type { ObjectHead, ObjectStore, TaskContext } from '../ports.ts';
import { fetchObject, readObject } from '../transfer/fetch-object.ts';
import { openRemoteSource } from '../transfer/remote-source.ts';
import { wishedPiece } from './piece-of-task.ts';

const kindNames = { video: 'a video (mp4, mov, mkv, webm, ts)', image: 'an image (JPEG, PNG, WebP)' } as const;

/**
 * Looks at the source without fetching it: it is there, it is what was uploaded, its first bytes show what its key
 * says, and a video's header what can be worked on. A huge file that is no video costs half a kilobyte.
 * @throws SOURCE_NOT_FOUND, SOURCE_CHANGED, SOURCE_UNREADABLE (empty), SOURCE_NOT_MEDIA, PIECE_OUTSIDE, and as
 *   {@link checkHeader}
 */
export async function checkSource(
  task: FaceTask,
  { store, signal }: Pick<TaskContext, 'signal'> & { readonly store: Pick<ObjectStore, 'head' | 'read'> },
): Promise<ObjectHead> {
  const { source } = task;
  const head = await store.head(source);
  if (head === undefined) throw permanent('SOURCE_NOT_FOUND', `There is no ${source.key} in ${source.bucket}.`);
  if (head.etag !== source.etag) {
    throw permanent('SOURCE_CHANGED', `${source.key} is not what was uploaded: etag ${head.etag}, not ${source.etag}.`);
  }
  if (head.sizeBytes === 0) throw permanent('SOURCE_UNREADABLE', `${source.key} is empty (0 bytes).`);
  const range = { start: 0, end: Math.min(sniffBytes, head.sizeBytes) - 1 };
  const bytes = await readObject(store, source, { range, ifMatch: head.etag, signal });
  const kind = sniffMedia(bytes);
  if (kind !== source.kind) {
    const found = kind === undefined ? neitherWords(bytes) : kindNames[kind];
    throw permanent('SOURCE_NOT_MEDIA', `${source.key} is ${found}; expected ${kindNames[source.kind]}.`);
  }
  if (kind === 'video') {
    const remote = openRemoteSource(store, source, head, signal);
    try {
      await checkHeader(remote, task.limits, wishedPiece(task));
    } catch (thrown) {
      // A header in very many pieces is left to the probe of the whole file.
      if (!remote.exceeded) throw thrown;
    }
  }
  return head;
}

/** The source as a file to read. */
interface FetchedSource {
  readonly file: string;
  /**
   * Does something with the file. Where it is somebody's own and was changed meanwhile, whatever came of it is void.
   * @throws SOURCE_CHANGED
   */
  during<T>(step: () => Promise<T>): Promise<T>;
}

/** Brings the source into scratch; one that is a file of this machine is read where it lies. */
export async function fetchSource(task: FaceTask, head: ObjectHead, context: TaskContext): Promise<FetchedSource> {
  const { store, scratch, signal } = context;
  const { files } = store;
  if (files === undefined) {
    const file = path.join(scratch, 'source');
    await fetchObject(store, task.source, head, file, signal);
    return { file, during: (step) => step() };
  }
  const locate = () => files.locate(task.source, { ifMatch: head.etag });
  return {
    file: await locate(),
    async during(step) {
      try {
        return await step();
      } finally {
        // Of a file that changed any error may come; this one says why.
        if (!signal.aborted) await locate();
      }
    },
  };
}
