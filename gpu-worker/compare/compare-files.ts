import { permanent } from '../errors.ts';
import type { StillImage } from '../media/image/read-image.ts';
import { openMedia } from '../media/open-media.ts';
import { findFfmpeg } from '../media/video/ffmpeg/find-ffmpeg.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import { compareFrames } from './compare-frames.ts';
import { compareVideos } from './compare-videos.ts';
import type { ComparedMedia, CompareSettings, FrameSink } from './compared-media.ts';
import { pairProblem } from './match-layouts.ts';

/**
 * Compares two videos frame by frame, or two images.
 * @throws PICTURES_DIFFER when they cannot be paired, and as opening and decoding them do; messages name the file
 */
export async function compareFiles(
  fileA: string,
  fileB: string,
  settings: CompareSettings,
  sink: FrameSink,
): Promise<ComparedMedia> {
  const a = await openMedia(fileA);
  const b = await openMedia(fileB);
  if (a.kind === 'video' && b.kind === 'video') {
    return compareVideos(a, b, { ...settings, ffmpeg: await findFfmpeg() }, sink);
  }
  if (a.kind === 'image' && b.kind === 'image') return compareImages(a, b, settings, sink);
  const kinds = `${a.name} is ${article[a.kind]} and ${b.name} ${article[b.kind]}`;
  throw permanent('PICTURES_DIFFER', `${kinds}; two videos or two images were expected.`);
}

const article = { video: 'a video', image: 'an image' } as const;

async function compareImages(
  a: { readonly name: string; readonly image: StillImage },
  b: { readonly name: string; readonly image: StillImage },
  { findBoxes, onProgress }: CompareSettings,
  sink: FrameSink,
): Promise<ComparedMedia> {
  const layout = layoutOf(a.image);
  const problem = pairProblem({ name: a.name, layout }, { name: b.name, layout: layoutOf(b.image) });
  if (problem !== undefined) throw permanent('PICTURES_DIFFER', problem);
  const memory = new SharedArrayBuffer(a.image.data.length);
  new Uint8Array(memory).set(a.image.data);
  const boxes = (await findBoxes?.(memory, layout)) ?? [];
  const difference = compareFrames(a.image.data, b.image.data, layout, boxes);
  await sink({ frame: 0, timeS: 0, faces: boxes.length, difference });
  onProgress?.({ framesDone: 1, framesTotal: 1 });
  const { width, height } = layout;
  return { kind: 'image', width, height, rotation: 0, frames: 1, notes: imageNotes(a.image, b.image) };
}

function imageNotes(a: StillImage, b: StillImage): string[] {
  const notes: string[] = [];
  if (a.alpha !== undefined || b.alpha !== undefined) notes.push('Transparency was not compared.');
  const profiles = [a.icc, b.icc].map((icc) => (icc === undefined ? '' : Buffer.from(icc).toString('base64')));
  if (profiles[0] !== profiles[1]) {
    notes.push('The colour profiles differ: values were compared as they are stored.');
  }
  return notes;
}

/** An image's pixels are upright already. */
const layoutOf = ({ width, height }: StillImage): FrameLayout => ({
  ...{ width, height, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation: 0 },
});
