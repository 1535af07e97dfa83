import { expect, test } from 'vitest';
import { mapText, ruleLine } from '../../../../../bin/commands/inspect/inspect-map.ts';
import { identitiesSchema, maxIdentities } from '../../../../../contract/identity.ts';
import type { InspectedTrack } from '../../../../../gpu-worker/inspect/tell-tracks.ts';

const track = (id: number, seenFrames: number, sameAs?: number): InspectedTrack => ({
  ...{ id, firstFrame: 0, lastFrame: 9, seenFrames, interpolatedFrames: 0, fromS: 0, toS: 1, gapsS: [] },
  ...{ meanScore: 1, sizePx: { least: 1, mean: 1, most: 1 }, target: { timeS: 1.2, x: id, y: 3 } },
  best: { frame: 0, score: 1, box: { x1: 0, y1: 0, x2: 1, y2: 1 } },
  ...(sameAs === undefined ? {} : { sameAs }),
});
const pointsIn = (text: string): number[] =>
  identitiesSchema
    .parse(JSON.parse(text))
    .map(({ target }) => (typeof target === 'object' && 'x' in target ? target.x : -1));

test('a rule is one line of valid JSON', () => {
  expect(ruleLine(track(7, 1))).toBe('{ "target": { "timeS": 1.2, "x": 7, "y": 3 }, "source": "keep" }');
});

test('a map has one rule a person, as many as a map may have: of those seen longest, in order of appearance', () => {
  expect(pointsIn(mapText([track(0, 5), track(1, 5), track(2, 5, 0)]))).toEqual([0, 1]);
  const many = Array.from({ length: maxIdentities + 2 }, (_, id) => track(id, id === 3 || id === 5 ? 1 : 10));
  // The third person is seen little at first, and comes back.
  const kept = pointsIn(mapText([...many, track(99, 50, 3), track(98, 1)]));
  expect(kept).toHaveLength(maxIdentities);
  expect(kept).toContain(3);
  expect(kept).not.toContain(5);
  expect(kept).toEqual(kept.toSorted((a, b) => a - b));
});
