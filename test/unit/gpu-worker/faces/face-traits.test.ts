import { expect, test } from 'vitest';
import {
  addTraitVote,
  ageRanges,
  type FaceTraits,
  sumTraitVotes,
  type TraitVotes,
  traitsFit,
  votedTraits,
} from '../../../../gpu-worker/faces/face-traits.ts';

const girl: FaceTraits = { gender: 'female', ageClass: 1 };
const man: FaceTraits = { gender: 'male', ageClass: 4 };
const classesIn = (from: number, to: number): number[] =>
  ageRanges.flatMap((_, ageClass) =>
    traitsFit({ gender: 'male', ageClass }, { age: { from, to } }) ? [ageClass] : [],
  );

test('gender and age both have to fit, where both are wished for', () => {
  expect(traitsFit(girl, { gender: 'female' })).toBe(true);
  expect(traitsFit(man, { gender: 'female' })).toBe(false);
  expect(traitsFit(girl, { gender: 'female', age: { from: 20, to: 40 } })).toBe(false);
  expect(traitsFit(man, { gender: 'male', age: { from: 20, to: 40 } })).toBe(true);
});

test('an age class fits that shares a year with the wish; the last year of both is left out, as in FaceFusion', () => {
  expect(classesIn(0, 100)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(classesIn(20, 30)).toEqual([3]);
  expect(classesIn(18, 31)).toEqual([2, 3, 4]);
  expect(classesIn(28, 30)).toEqual([3]);
  expect(classesIn(99, 100)).toEqual([8]);
  // Python's range(10, 19) ends with 18.
  expect(classesIn(19, 20)).toEqual([]);
  expect(classesIn(0, 1)).toEqual([0]);
  // The same, by sets of years, for every wish.
  const years = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  for (let from = 0; from < 100; from += 1) {
    for (let to = from + 1; to <= 100; to += 1) {
      const wished = new Set(years(from, to));
      const expected = ageRanges.flatMap(([a, b], at) => (years(a, b).some((year) => wished.has(year)) ? [at] : []));
      expect(classesIn(from, to), `${from} to ${to}`).toEqual(expected);
    }
  }
});

test('votes: what most of the weight says, gender and age each by itself', () => {
  const vote = (...all: readonly (readonly [FaceTraits | undefined, number])[]): TraitVotes | undefined =>
    all.reduce<TraitVotes | undefined>((votes, [traits, weight]) => addTraitVote(votes, traits, weight), undefined);
  expect(votedTraits(undefined)).toBeUndefined();
  expect(vote([undefined, 1], [girl, 0])).toBeUndefined();
  expect(votedTraits(vote([man, 0.9], [girl, 0.5], [girl, 0.5]))).toEqual(girl);
  expect(votedTraits(vote([man, 1.1], [girl, 0.5], [girl, 0.5]))).toEqual(man);
  const older: FaceTraits = { gender: 'female', ageClass: 4 };
  expect(votedTraits(vote([girl, 1], [man, 0.7], [older, 0.7]))).toEqual(older);
  expect(votedTraits(vote([man, 1], [girl, 1]))?.ageClass).toBe(1);
  const [one, two] = [vote([man, 1]), vote([girl, 3])];
  expect(one && two && votedTraits(JSON.parse(JSON.stringify(sumTraitVotes(one, two))))).toEqual(girl);
});
