import { expect, test } from 'vitest';
import { smoothPoints } from '../../../../gpu-worker/tracks/smooth-points.ts';
import type { TrackedFrame } from '../../../../gpu-worker/tracks/track-types.ts';
import { boxAt, gaussian, pointsAt, seededRandom } from '../../../helpers/faces/synthetic-faces.ts';

const truth = (frame: number): number => 100 + 3 * frame + 0.05 * frame * frame;

function jittery(jitterPx: number, seed: number): TrackedFrame[] {
  const random = seededRandom(seed);
  return Array.from({ length: 60 }, (_, frame) => {
    const x = truth(frame) + jitterPx * gaussian(random);
    const face = { trackId: 0, interpolated: false, box: boxAt(x, 200, 80), points: pointsAt(x, 200, 80), score: 0.9 };
    return { frame, faces: [face] };
  });
}

const noseError = (frames: readonly TrackedFrame[]): number => {
  const errors = frames.map(({ frame, faces }) => (faces[0]?.points[2]?.x ?? 0) - truth(frame));
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
};

test('halves the jitter of a face that moves ever faster', () => {
  const frames = jittery(2, 11);
  expect(noseError(smoothPoints(frames, 7))).toBeLessThan(0.6 * noseError(frames));
});

test('leaves a smooth motion as it is, its ends included', () => {
  expect(noseError(smoothPoints(jittery(0, 1), 5))).toBeLessThan(1e-9);
});

test('radius 0 changes nothing', () => {
  const frames = jittery(2, 3);
  expect(smoothPoints(frames, 0)).toEqual(frames);
});

test('does not reach across another track', () => {
  const frames = jittery(0, 1).map((item) => ({
    ...item,
    faces: item.faces.map((face) => ({
      ...face,
      trackId: item.frame < 30 ? 0 : 1,
      points: pointsAt(item.frame < 30 ? 0 : 999, 0, 1),
    })),
  }));
  expect(smoothPoints(frames, 5)[29]?.faces[0]?.points[2]?.x).toBeCloseTo(0);
});

test('refuses a radius that is none', () => {
  expect(() => smoothPoints([], 1.5)).toThrow(/expected a whole number/);
});
