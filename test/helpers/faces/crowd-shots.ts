import type { Point } from '../../../gpu-worker/pixels/geometry.ts';
import type { ClipRoom } from '../video/make-clip.ts';
import { type Actor, drawScene, type Scene, whoIsAt } from './crowd-clip.ts';

export const shotFrames = 45;

/** The astronaut is hidden for 8 frames, then passes behind somebody; a small third person walks out. */
const first: Scene = {
  frames: shotFrames,
  background: '0x808070',
  cast: [
    { actor: 'astronaut', path: (frame) => ({ x: 40 + 20 * frame, y: 200 }) },
    { actor: 'blue', path: (frame) => ({ x: 1000 - 20 * frame, y: 230 }) },
    { actor: 'pink', path: (frame) => ({ x: 150 - 12 * frame, y: 485 }) },
  ],
  screen: { box: { x1: 250, y1: 230, x2: 660, y2: 460 }, from: 10, to: 17 },
};
/** Another shot, each where the other was: only the cut says that they are not the same. */
const second: Scene = {
  frames: shotFrames,
  background: '0x203050',
  cast: [
    { actor: 'astronaut', path: (frame) => ({ x: 110 + frame, y: 230 }) },
    { actor: 'blue', path: (frame) => ({ x: 930 - 2 * frame, y: 200 }) },
    { actor: 'pink', path: (frame) => ({ x: 540 + frame, y: 460 }) },
  ],
};
/** The first frame of the first shot in which the third person's picture is gone. */
export const goneAt = 30;

/** Whose face a nose is in a frame of both shots. */
export const whoIsAtShots = (index: number, nose: Point): Actor | undefined =>
  index < shotFrames ? whoIsAt(first, index, nose) : whoIsAt(second, index - shotFrames, nose);

/** Both shots, one after the other, lossless. */
export async function drawShots(clips: ClipRoom): Promise<string> {
  const shots = [await drawScene(clips, 'first.mp4', first), await drawScene(clips, 'second.mp4', second)];
  return clips.make('shots.mp4', [
    ...shots.flatMap((shot) => ['-i', shot]),
    ...['-filter_complex', '[0:v][1:v]concat=n=2:v=1[out]', '-map', '[out]'],
    ...['-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  ]);
}
