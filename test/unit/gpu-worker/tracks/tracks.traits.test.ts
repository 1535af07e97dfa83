import { expect, test } from 'vitest';
import { type FaceTraits, votedTraits } from '../../../../gpu-worker/faces/face-traits.ts';
import { foldSegment, joinTracks } from '../../../../gpu-worker/tracks/join-tracks.ts';
import type { FrameFaces } from '../../../../gpu-worker/tracks/tracks.ts';
import { boxAt, pointsAt, seededRandom } from '../../../helpers/faces/synthetic-faces.ts';
import { trackScene } from '../../../helpers/faces/track-figures.ts';

const woman: FaceTraits = { gender: 'female', ageClass: 3 };
const boy: FaceTraits = { gender: 'male', ageClass: 1 };
const length = 80;

/** Two faces; each is taken for the other one's kind in about a third of the frames, and now and then for nothing. */
function scene(seed: number): FrameFaces[] {
  const random = seededRandom(seed);
  const seen = (x: number, right: FaceTraits, wrong: FaceTraits) => {
    const chance = random();
    const traits = chance < 0.08 ? {} : { traits: chance < 0.38 ? wrong : right };
    return { box: boxAt(x, 300, 120), points: pointsAt(x, 300, 120), score: 0.9, ...traits };
  };
  return Array.from({ length }, (_, frame) => ({
    frame,
    cut: false,
    faces: [seen(300 + frame, woman, boy), seen(900 - frame, boy, woman)],
  }));
}

test.each([1, 7, 2026])('one decision a track, however its frames flicker (seed %i)', (seed) => {
  const frames = scene(seed);
  const { tracks } = trackScene({ frames, truth: [] });
  expect(tracks.map(({ traits }) => votedTraits(traits))).toEqual([woman, boy]);
  const flips = frames.filter(({ faces }) => faces[0]?.traits?.gender === 'male').length;
  console.info(
    `seed ${seed}: the classifier erred in ${flips} of ${length} frames of the first face, the track did not`,
  );
  expect(flips).toBeGreaterThan(10);
});

test('large faces that stand free say more: a few sure looks against many from afar', () => {
  const sizes = [30, 30, 30, 30, 30, 30, 30, 60, 112, 130];
  const frames = sizes.map((size, frame) => {
    const face = { box: boxAt(300, 300, size), points: pointsAt(300, 300, size), score: 0.9 };
    return { frame, cut: false, faces: [{ ...face, traits: size === 30 ? boy : woman }] };
  });
  const { tracks } = trackScene({ frames, truth: [] });
  expect(tracks).toHaveLength(1);
  expect(votedTraits(tracks[0]?.traits)).toEqual(woman);
});

test('a track that nobody could classify has no votes', () => {
  const face = { box: boxAt(300, 300, 100), points: pointsAt(300, 300, 100), score: 0.9 };
  const { tracks } = trackScene({ frames: [{ frame: 0, cut: false, faces: [face] }], truth: [] });
  expect(tracks[0]?.traits).toBeUndefined();
});

test('in two segments that are joined every frame votes once', () => {
  const frames = scene(3);
  const whole = trackScene({ frames, truth: [] }).tracks;
  const left = foldSegment(frames.slice(0, 60), { first: 0, last: 39 });
  const right = foldSegment(frames.slice(20), { first: 40, last: length });
  const joined = joinTracks(left, right, 40).tracks;
  expect(joined).toHaveLength(2);
  for (const [at, { traits }] of joined.entries()) {
    expect(traits?.female).toBeCloseTo(whole[at]?.traits?.female ?? -1, 9);
    expect(traits?.male).toBeCloseTo(whole[at]?.traits?.male ?? -1, 9);
    for (const [age, weight] of (traits?.ages ?? []).entries()) {
      expect(weight).toBeCloseTo(whole[at]?.traits?.ages[age] ?? -1, 9);
    }
  }
});
