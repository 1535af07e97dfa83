import { open } from 'node:fs/promises';
import path from 'node:path';
import { defaultLimits } from '../../contract/task-options.ts';
import { FacelineError, permanent } from '../errors.ts';
import { readImage, type StillImage } from './image/read-image.ts';
import { neitherWords, sniffBytes, sniffMedia } from './sniff-media.ts';
import { probeVideo } from './video/container/container-probe.ts';
import type { PieceWish } from './video/piece.ts';
import type { VideoFacts } from './video/video-facts.ts';

/** A file of this machine, as far as it is known without decoding a video. */
export type OpenedMedia = { readonly file: string; readonly name: string; readonly sizeBytes: number } & (
  | { readonly kind: 'video'; readonly facts: VideoFacts }
  | { readonly kind: 'image'; readonly image: StillImage }
);

/** What a file may measure: as the task's defaults say. */
export const mediaLimits = defaultLimits;

/**
 * Looks what a file is, by its first bytes, and reads a video's container or a whole image.
 * @param wish what of a video is meant; absent: all of it
 * @throws SOURCE_NOT_FOUND, SOURCE_NOT_MEDIA and as {@link probeVideo} and {@link readImage}; messages name the file
 */
export async function openMedia(file: string, wish?: PieceWish): Promise<OpenedMedia> {
  const name = path.basename(file);
  return namingFile(name, async () => {
    const { bytes, sizeBytes } = await firstBytes(file);
    if (sizeBytes === 0) throw permanent('SOURCE_UNREADABLE', 'The file is empty (0 bytes).');
    const kind = sniffMedia(bytes);
    const known = { file, name, sizeBytes };
    if (kind === 'video') return { ...known, kind, facts: await probeVideo(file, mediaLimits, wish) };
    if (kind === 'image') {
      const image = await readImage(file, { ...mediaLimits, code: 'SOURCE_UNREADABLE', name: 'The picture' });
      return { ...known, kind, image };
    }
    throw permanent(
      'SOURCE_NOT_MEDIA',
      `The file is ${neitherWords(bytes)}; expected a video (mp4, mov, mkv, webm, ts) or a JPEG, PNG or WebP.`,
    );
  });
}

/** Puts a file's name before the message of what is thrown on purpose. */
export async function namingFile<T>(name: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (thrown) {
    if (!(thrown instanceof FacelineError)) throw thrown;
    const { code, message, retryable } = thrown;
    throw new FacelineError(code, `${name}: ${message}`, { retryable, cause: thrown });
  }
}

async function firstBytes(file: string) {
  const handle = await open(file).catch((thrown: unknown) => {
    throw permanent('SOURCE_NOT_FOUND', 'The file is not there, or may not be read.', thrown);
  });
  try {
    const { size, isFile } = await handle.stat().then((stats) => ({ size: stats.size, isFile: stats.isFile() }));
    if (!isFile) throw permanent('SOURCE_NOT_MEDIA', 'This is a folder or a device, not a file.');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    return { bytes: buffer.subarray(0, bytesRead), sizeBytes: size };
  } finally {
    await handle.close();
  }
}
