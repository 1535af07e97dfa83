import { expect, test } from 'vitest';
import { smoothPoints } from '../../../../gpu-worker/tracks/smooth-points.ts';
import { finishSmoothing, foldSmoothing, startSmoothing } from '../../../../gpu-worker/tracks/smooth-stream.ts';
import type { TrackedFrame } from '../../../../gpu-worker/tracks/track-types.ts';
import { boxAt, gaussian, pointsAt, seededRandom } from '../../../helpers/faces/synthetic-faces.ts';

const random = seededRandom(5);
const frames: TrackedFrame[] = Array.from({ length: 25 }, (_, frame) => {
  const x = 200 + 3 * frame + gaussian(random);
  const faces =
    frame === 12 ? [] : [{ trackId: frame < 12 ? 0 : 1, interpolated: false, box: boxAt(x, 90, 60), score: 0.9 }];
  return { frame, faces: faces.map((face) => ({ ...face, points: pointsAt(x, 90, 60) })) };
});

test.each([0, 1, 4, 15])('radius %i: the same points as over the whole video at once', (radius) => {
  let state = startSmoothing(radius);
  const out: TrackedFrame[] = [];
  let mostHeld = 0;
  for (const frame of frames) {
    const step = foldSmoothing(state, frame);
    state = step.state;
    out.push(...step.frames);
    mostHeld = Math.max(mostHeld, state.held.length);
  }
  out.push(...finishSmoothing(state));
  expect(out).toEqual(smoothPoints(frames, radius));
  expect(mostHeld).toBeLessThanOrEqual(2 * radius);
});
