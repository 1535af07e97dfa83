import { describe, expect, test } from 'vitest';
import { pointInBox, timeInFrame } from '../../../../gpu-worker/tracks/point-in-time.ts';
import { foldPointedTracks, noPointedTracks } from '../../../../gpu-worker/tracks/point-targets.ts';
import { collectTrackFacts } from '../../../../gpu-worker/tracks/track-facts.ts';
import type { Track, TrackedFace, TrackedFrame } from '../../../../gpu-worker/tracks/track-types.ts';
import { boxAt, pointsAt } from '../../../helpers/faces/synthetic-faces.ts';
import { randomFrom, testSeed } from '../../../helpers/time-and-chance/seed.ts';

const face = (
  trackId: number,
  x: number,
  more: Partial<TrackedFace> & { readonly size?: number } = {},
): TrackedFace => {
  const { size = 100, ...rest } = more;
  return {
    trackId,
    interpolated: false,
    score: 0.8,
    box: boxAt(x, 200, size),
    points: pointsAt(x, 200, size),
    ...rest,
  };
};
const track = (id: number, frames: readonly [number, number], vote?: readonly number[]): Track => ({
  ...{ id, firstFrame: frames[0], lastFrame: frames[1], seenFrames: frames[1] - frames[0] + 1, interpolatedFrames: 0 },
  ...(vote === undefined ? {} : { votes: { sum: vote, weight: 1 } }),
});

describe('facts of tracks', () => {
  test('counts faces a frame, gathers gaps, scores and sizes, and finds the best face', () => {
    const facts = collectTrackFacts();
    expect(facts.add({ frame: 0, faces: [] })).toEqual([]);
    expect(facts.add({ frame: 1, faces: [face(0, 300), face(1, 700)] }).map(({ trackId }) => trackId)).toEqual([0, 1]);
    for (const at of [2, 3]) facts.add({ frame: at, faces: [face(0, 300, { interpolated: true }), face(1, 700)] });
    const larger = facts.add({ frame: 4, faces: [face(0, 300, { size: 150, score: 0.6 }), face(1, 700)] });
    expect(larger.map(({ trackId }) => trackId)).toEqual([0]);
    // Larger still, but half behind somebody else.
    expect(facts.add({ frame: 5, faces: [face(0, 300, { size: 200 }), face(2, 330, { size: 200 })] })).toMatchObject([
      { trackId: 2 },
    ]);
    facts.add({ frame: 6, faces: [face(0, 300, { interpolated: true })] });
    facts.add({ frame: 7, faces: [face(0, 300)] });
    const found = facts.facts([track(1, [1, 4]), track(0, [1, 7]), track(2, [5, 5])]);
    expect(found.map(({ id, index }) => [id, index])).toEqual([
      [0, 0],
      [1, 1],
      [2, undefined],
    ]);
    expect(found[0]).toMatchObject({
      gaps: [
        [2, 3],
        [6, 6],
      ],
      best: { frame: 4, score: 0.6 },
    });
    expect(found[0]?.meanScore).toBeCloseTo((0.8 + 0.6 + 0.8 + 0.8) / 4, 9);
    expect(found[0]?.sizePx.most).toBeCloseTo(2 * (found[0]?.sizePx.least ?? 0), 6);
    expect([...facts.facesPerFrame()]).toEqual([
      [0, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  test('tells who comes back, by the voted embeddings, and nobody without them', () => {
    const facts = collectTrackFacts();
    const ids = [0, 1, 2, 3, 4];
    for (const id of ids) facts.add({ frame: id, faces: [face(id, 300)] });
    const votes = [[1, 0, 0], [0, 1, 0], [0.8, 0.1, 0], [0.3, 0.9, 0], undefined];
    const found = facts.facts(ids.map((id) => track(id, [id, id], votes[id])));
    expect(found.map(({ sameAs }) => sameAs)).toEqual([undefined, undefined, 0, 1, undefined]);
  });

  test('faces that are seen at once are two persons, however alike: the nearer one is who was there before', () => {
    const facts = collectTrackFacts();
    for (const id of [0, 1, 2, 3]) facts.add({ frame: 10 * id, faces: [face(id, 300)] });
    const found = facts.facts([
      track(0, [0, 9], [1, 0, 0]),
      track(1, [10, 30], [0.6, 0.8, 0]),
      track(2, [20, 40], [0.9, 0.3, 0]),
      track(3, [30, 50], [0.7, 0.7, 0]),
    ]);
    expect(found.map(({ sameAs }) => sameAs)).toEqual([undefined, undefined, 0, undefined]);
  });

  test('the point of a track means that track to an identity map, wherever faces go', () => {
    const random = randomFrom(testSeed('points of tracks'));
    for (let round = 0; round < 40; round += 1) {
      const size = { width: 640, height: 360 };
      const people = 1 + Math.floor(random() * 5);
      const times = Float64Array.from({ length: 12 }, (_, at) => (at * 1001) / 30_000 + (round % 3) * 0.2);
      const frames: TrackedFrame[] = Array.from(times, (_, frame) => ({
        frame,
        faces: Array.from({ length: people }, (_person, id) => {
          const side = 30 + random() * 80;
          const at = { x: random() * 640, y: random() * 360 };
          return { ...face(id, at.x), box: boxAt(at.x, at.y, side), score: 0.5 + random() / 2 };
        }),
      }));
      const facts = collectTrackFacts();
      for (const frame of frames) facts.add(frame);
      const found = facts.facts(Array.from({ length: people }, (_, id) => track(id, [0, 11])));
      const rules = found.map(({ best }) => {
        const timeS = timeInFrame(times[best.frame] ?? 0, times[best.frame + 1]);
        return { target: { timeS, ...pointInBox(best.box, size) }, source: 'keep' } as const;
      });
      let pointed = noPointedTracks;
      for (const [at, frame] of frames.entries()) pointed = foldPointedTracks(pointed, rules, frame, times[at] ?? 0);
      const meant = found.map((_, at) => pointed.byRule[at]);
      // A centre outside the picture is moved to its edge, where another face may be nearer.
      const judged = found.filter(({ best: { box } }) => {
        const [x, y] = [(box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2];
        return x >= 0 && y >= 0 && x <= 639 && y <= 359;
      });
      for (const { id } of judged) expect({ round, id, meant: meant[id] }).toEqual({ round, id, meant: id });
    }
  });
});

describe('the time that names a frame', () => {
  test.each([
    [0, 0.04, 0],
    [0.04, 0.08, 0.04],
    [1.2333333, 1.2666667, 1.24],
    [1.2, 1.3, 1.2],
    [4.37103767, 4.371044, 4.37104],
  ])('%f, before %f, is %f', (frameS, nextS, named) => {
    expect(timeInFrame(frameS, nextS)).toBeCloseTo(named, 9);
    expect(timeInFrame(frameS, nextS)).toBeGreaterThanOrEqual(frameS - 1e-6);
    expect(timeInFrame(frameS, nextS)).toBeLessThan(nextS);
  });

  test('of the last frame is not before it', () => {
    expect(timeInFrame(4.9716)).toBe(5);
  });

  test('points are whole and in the picture', () => {
    const size = { width: 100, height: 50 };
    expect(pointInBox({ x1: -20, y1: 10, x2: 10, y2: 21 }, size)).toEqual({ x: 0, y: 16 });
    expect(pointInBox({ x1: 95, y1: 40, x2: 120, y2: 70 }, size)).toEqual({ x: 99, y: 49 });
  });
});
