import path from 'node:path';
import type { FaceTask } from '../../contract/face-task.ts';
import { permanent } from '../errors.ts';
import type { TaskContext } from '../ports.ts';
import { fetchObject, readObject } from './fetch-object.ts';
import { sniffBytes, sniffMedia } from './sniff-media.ts';

const kindNames = { video: 'a video (mp4, mov, mkv, webm, ts)', image: 'an image (JPEG, PNG, WebP)' } as const;

export interface FetchedSource {
  readonly file: string;
  readonly sizeBytes: number;
}

/**
 * Brings the source into scratch, after its first bytes have shown that it is what its key says.
 * @throws SOURCE_NOT_FOUND, SOURCE_CHANGED, SOURCE_UNREADABLE (empty), SOURCE_NOT_MEDIA
 */
export async function fetchSource(task: FaceTask, context: TaskContext): Promise<FetchedSource> {
  const { source } = task;
  const { store, signal, scratch } = context;
  const head = await store.head(source);
  if (head === undefined) throw permanent('SOURCE_NOT_FOUND', `There is no ${source.key} in ${source.bucket}.`);
  if (head.etag !== source.etag) {
    throw permanent('SOURCE_CHANGED', `${source.key} is not what was uploaded: etag ${head.etag}, not ${source.etag}.`);
  }
  if (head.sizeBytes === 0) throw permanent('SOURCE_UNREADABLE', `${source.key} is empty (0 bytes).`);

  const end = Math.min(sniffBytes, head.sizeBytes) - 1;
  const kind = sniffMedia(await readObject(store, source, { end, ifMatch: head.etag, signal }));
  if (kind !== source.kind) {
    const found = kind === undefined ? 'neither a video nor an image' : kindNames[kind];
    throw permanent('SOURCE_NOT_MEDIA', `${source.key} is ${found}; expected ${kindNames[source.kind]}.`);
  }
  const file = path.join(scratch, 'source');
  return { file, sizeBytes: await fetchObject(store, source, head, file, signal) };
}
