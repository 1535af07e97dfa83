import { expect, test } from 'vitest';
import type { FaceRecord } from '../../../../gpu-worker/faces/face-record.ts';
import {
  type AnalysisState,
  type AnalysisStep,
  finishAnalysis,
  foldAnalysis,
  startAnalysis,
} from '../../../../gpu-worker/tracks/fold-analysis.ts';
import type { Track, TrackedFrame } from '../../../../gpu-worker/tracks/track-types.ts';
import { boxAt, pointsAt } from '../../../helpers/faces/synthetic-faces.ts';

/** A picture of one tone in all blocks but the last, so that no block is plain in both. */
const tone = (bin: number): number[] =>
  Array.from({ length: 256 }, (_, at) => (at % 16 === bin ? 0.9 : at % 16 === 15 ? 0.1 : 0));

const face = (x: number): FaceRecord => ({
  box: boxAt(x, 200, 100),
  points: pointsAt(x, 200, 100),
  score: 0.9,
  embedding: Float32Array.of(1, 2, 3),
});

function fold(
  frames: readonly { faces: readonly FaceRecord[]; histogram: number[] }[],
  between = (s: AnalysisState) => s,
) {
  let state = startAnalysis();
  const settled: TrackedFrame[] = [];
  const ended: Track[] = [];
  let cuts = 0;
  const take = (step: AnalysisStep): void => {
    state = between(step.state);
    settled.push(...step.settled);
    ended.push(...step.ended);
    cuts += step.cuts;
  };
  for (const frame of frames) take(foldAnalysis(state, frame));
  take(finishAnalysis(state));
  return { settled, ended, cuts };
}

const twoShots = Array.from({ length: 40 }, (_, index) => ({
  faces: index >= 8 && index <= 13 ? [] : [face(300 + index)],
  histogram: tone(index < 20 ? 2 : 9),
}));

test('every frame settles once, in order; a gap is filled; a cut ends the track that a face would go on with', () => {
  const { settled, ended, cuts } = fold(twoShots);
  expect(settled.map(({ frame }) => frame)).toEqual(Array.from({ length: 40 }, (_, index) => index));
  expect(cuts).toBe(1);
  expect(ended.map(({ firstFrame, lastFrame }) => [firstFrame, lastFrame])).toEqual([
    [0, 19],
    [20, 39],
  ]);
  expect(settled.filter(({ faces }) => faces[0]?.interpolated).map(({ frame }) => frame)).toEqual([
    8, 9, 10, 11, 12, 13,
  ]);
});

test('the state is plain JSON: carried over as text at every frame, the tracks are the same', () => {
  const carried = fold(twoShots, (state) => JSON.parse(JSON.stringify(state)));
  expect(JSON.stringify(carried)).toBe(JSON.stringify(fold(twoShots)));
});

test('a video without a frame settles nothing', () => {
  expect(fold([])).toEqual({ settled: [], ended: [], cuts: 0 });
});
