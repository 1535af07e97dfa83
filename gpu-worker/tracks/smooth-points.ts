import type { Point } from '../pixels/geometry.ts';
import type { TrackedFace, TrackedFrame } from './track-types.ts';

/**
 * Takes the detector's jitter out of the five points: each is the value of a parabola fitted to the same track's
 * points up to `radius` frames before and after it (Savitzky and Golay's smoothing), so that a face that moves or
 * turns at a changing speed is not held back. Where a track begins and ends the window shrinks, evenly on both
 * sides. Boxes stay. Radius 0 changes nothing; FaceFusion does not smooth.
 * @param frames a video's or a segment's frames in order
 * @param radius 0..15 frames
 */
export function smoothPoints(frames: readonly TrackedFrame[], radius: number): TrackedFrame[] {
  if (!Number.isInteger(radius) || radius < 0 || radius > 15) {
    throw new RangeError(`A smoothing radius of ${radius} frames was asked; expected a whole number from 0 to 15.`);
  }
  return frames.map((item, index) => ({
    frame: item.frame,
    faces: item.faces.map((face) => ({ ...face, points: smoothed(face, frames, index, radius) })),
  }));
}

function smoothed(face: TrackedFace, frames: readonly TrackedFrame[], index: number, radius: number): Point[] {
  const around = [face.points];
  for (let step = 1; step <= radius; step += 1) {
    const before = pointsIn(frames, index - step, face.trackId, (frames[index]?.frame ?? 0) - step);
    const after = pointsIn(frames, index + step, face.trackId, (frames[index]?.frame ?? 0) + step);
    if (before === undefined || after === undefined) break;
    around.unshift(before);
    around.push(after);
  }
  const weights = parabolaWeights((around.length - 1) / 2);
  return face.points.map((_, point) => {
    let x = 0;
    let y = 0;
    for (const [at, points] of around.entries()) {
      x += (points[point]?.x ?? 0) * (weights[at] ?? 0);
      y += (points[point]?.y ?? 0) * (weights[at] ?? 0);
    }
    return { x, y };
  });
}

function pointsIn(frames: readonly TrackedFrame[], index: number, trackId: number, frame: number) {
  const item = frames[index];
  return item?.frame === frame ? item.faces.find((face) => face.trackId === trackId)?.points : undefined;
}

/** Weights of 2r + 1 neighbours whose weighted sum is the fitted parabola's value in the middle. */
function parabolaWeights(r: number): number[] {
  const whole = (2 * r - 1) * (2 * r + 1) * (2 * r + 3);
  return Array.from({ length: 2 * r + 1 }, (_, at) => (3 * (3 * r * r + 3 * r - 1 - 5 * (at - r) ** 2)) / whole);
}
