import { describe, expect, test } from 'vitest';
import { cosine, samePersonCosine } from '../../../../gpu-worker/faces/embedding-distance.ts';
import { samePeople, seenAtOnce } from '../../../../gpu-worker/tracks/same-people.ts';
import type { Track } from '../../../../gpu-worker/tracks/track-types.ts';
import { randomFrom, testSeed } from '../../../helpers/time-and-chance/seed.ts';

const track = (id: number, firstFrame: number, lastFrame: number, look?: readonly number[]): Track => ({
  ...{ id, firstFrame, lastFrame, seenFrames: lastFrame - firstFrame + 1, interpolatedFrames: 0 },
  ...(look === undefined ? {} : { votes: { sum: look, weight: 1 } }),
});

describe('who comes back', () => {
  test('a shared frame is enough to be two, a neighbouring one is not', () => {
    expect(seenAtOnce({ firstFrame: 0, lastFrame: 9 }, { firstFrame: 9, lastFrame: 12 })).toBe(true);
    expect(seenAtOnce({ firstFrame: 0, lastFrame: 9 }, { firstFrame: 10, lastFrame: 12 })).toBe(false);
  });

  test('who is turned away by a nearer one is looked for among the other people', () => {
    const tracks = [
      track(0, 0, 9, [1, 0]),
      track(1, 0, 9, [0.6, 1]),
      track(2, 20, 29, [0.9, 0.7]),
      track(3, 20, 29, [1, 0.1]),
    ];
    expect([...samePeople(tracks)]).toEqual(
      expect.arrayContaining([
        [3, 0],
        [2, 1],
      ]),
    );
  });

  test('people of a still image are all different, and nobody is known without a look', () => {
    expect(samePeople([track(0, 0, 0, [1, 0]), track(1, 0, 0, [1, 0])]).size).toBe(0);
    expect(samePeople([track(0, 0, 0), track(1, 5, 5)]).size).toBe(0);
  });

  test('whatever tracks there are, no person is in two places at once, and the first one has no earlier one', () => {
    const random = randomFrom(testSeed('same people'));
    for (let round = 0; round < 60; round += 1) {
      const tracks = Array.from({ length: 25 }, (_, id) => {
        const first = Math.floor(random() * 200);
        const look = [random(), random(), random() / 2];
        return track(id, first, first + Math.floor(random() * 40), look);
      });
      const sameAs = samePeople(tracks);
      const personOf = ({ id }: Track): number => sameAs.get(id) ?? id;
      for (const [at, a] of tracks.entries()) {
        expect(sameAs.get(a.id) ?? -1, `round ${round}`).toBeLessThan(a.id);
        expect(sameAs.has(personOf(a)), `round ${round}`).toBe(false);
        for (const b of tracks.slice(0, at)) {
          if (personOf(a) === personOf(b)) expect(seenAtOnce(a, b), `round ${round}: ${a.id}, ${b.id}`).toBe(false);
        }
      }
      const alone = tracks.filter((each) =>
        tracks.every((other) => other === each || personOf(other) !== personOf(each)),
      );
      // Whoever stays alone is like nobody else who is alone, or is seen with them.
      for (const a of alone) {
        for (const b of alone) {
          if (a === b || seenAtOnce(a, b)) continue;
          expect(cosine(a.votes?.sum ?? [], b.votes?.sum ?? []), `round ${round}`).toBeLessThanOrEqual(
            samePersonCosine,
          );
        }
      }
    }
  });
});
