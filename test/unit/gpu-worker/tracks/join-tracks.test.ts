import { describe, expect, test } from 'vitest';
import { foldSegment, joinTracks, overlapFrames } from '../../../../gpu-worker/tracks/join-tracks.ts';
import type { TrackedFrame } from '../../../../gpu-worker/tracks/track-types.ts';
import { defaultTrackRules } from '../../../../gpu-worker/tracks/track-types.ts';
import { finishTracks, foldFrame, startTracks, votedEmbedding } from '../../../../gpu-worker/tracks/tracks.ts';
import { type Actor, makeScene, randomPerson, seededRandom } from '../../../helpers/faces/synthetic-faces.ts';
import { trackScene } from '../../../helpers/faces/track-figures.ts';

const length = 160;

/** Three people who move and cross; each is missed now and then, for up to 8 frames; a cut in the middle. */
function busyScene(seed: number) {
  const random = seededRandom(seed);
  const actors = ['a', 'b', 'c'].map((name, index): Actor => {
    const speed = 3 * (random() - 0.5);
    const gaps = Array.from({ length: 4 }, (_, gap) => {
      const start = Math.floor(40 * gap + 5 + 20 * random());
      return { start, end: start + 1 + Math.floor(8 * random()) };
    });
    return {
      name,
      person: randomPerson(random),
      path: (frame) => ({ x: 300 + 200 * index + speed * frame, y: 300, size: 100 }),
      seen: (frame) => !gaps.some(({ start, end }) => frame >= start && frame < end),
    };
  });
  return makeScene(actors, length, [120], seed);
}

describe('a video cut in two with an overlap', () => {
  test('has the same tracks as the whole when the second part is given the state of the first', () => {
    const scene = busyScene(3);
    const whole = trackScene(scene);
    for (const [handOver, end] of [
      [60, 90],
      [97, 140],
    ] as const) {
      let saved = '';
      let state = startTracks();
      const frames: TrackedFrame[] = [];
      for (const input of scene.frames.slice(0, end)) {
        if (input.frame === handOver) saved = JSON.stringify(state);
        const step = foldFrame(state, input);
        state = step.state;
        frames.push(...step.settled);
      }
      state = JSON.parse(saved);
      const others: TrackedFrame[] = [];
      for (const input of scene.frames.slice(handOver)) {
        const step = foldFrame(state, input);
        state = step.state;
        others.push(...step.settled);
      }
      others.push(...finishTracks(state).settled);
      const last = frames.at(-1)?.frame ?? -1;
      const first = others[0]?.frame ?? -1;
      expect(last).toBeGreaterThan(first);
      expect(others.slice(0, last - first + 1)).toEqual(frames.filter(({ frame }) => frame >= first));
      expect([...frames, ...others.filter(({ frame }) => frame > last)]).toEqual(whole.frames);
    }
  });

  test.each([1, 3, 7, 2026])('has the same tracks as the whole when each part starts at nothing (seed %i)', (seed) => {
    const scene = busyScene(seed);
    const whole = trackScene(scene);
    const half = overlapFrames(defaultTrackRules) / 2;
    for (let seam = half; seam < length - half; seam += 7) {
      const left = foldSegment(scene.frames.slice(0, seam + half), { first: 0, last: seam - 1 });
      const right = foldSegment(scene.frames.slice(seam - half), { first: seam, last: length });
      const joined = joinTracks(JSON.parse(JSON.stringify(left)), JSON.parse(JSON.stringify(right)), seam);
      const places = (frames: typeof whole.frames) =>
        frames.map(({ frame, faces }) => ({ frame, boxes: faces.map(({ box }) => box) }));
      expect(places(joined.frames), `seam ${seam}`).toEqual(places(whole.frames));

      const newName = new Map<number, number>();
      for (const [index, { faces }] of whole.frames.entries()) {
        for (const [at, face] of faces.entries()) {
          const name = joined.frames[index]?.faces[at]?.trackId ?? -1;
          expect(newName.get(face.trackId) ?? name, `seam ${seam}, frame ${index}`).toBe(name);
          newName.set(face.trackId, name);
        }
      }
      expect(new Set(newName.values()).size).toBe(newName.size);
      for (const track of whole.tracks) {
        const twin = joined.tracks.find(({ id }) => id === newName.get(track.id));
        const { votes: _, id: __, ...numbers } = track;
        expect(twin).toMatchObject(numbers);
        const [mine, theirs] = [votedEmbedding(track), twin && votedEmbedding(twin)];
        for (const [at, value] of (mine ?? []).entries()) expect(theirs?.[at]).toBeCloseTo(value, 9);
        expect(twin?.votes?.weight).toBeCloseTo(track.votes?.weight ?? -1, 9);
      }
    }
  });
});
