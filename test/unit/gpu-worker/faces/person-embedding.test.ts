import { expect, test } from 'vitest';
import { personEmbedding } from '../../../../gpu-worker/faces/person-embedding.ts';
import { observedEmbedding, randomPerson, seededRandom } from '../../../helpers/faces/synthetic-faces.ts';

const random = seededRandom(5);
const [one, two] = [randomPerson(random), randomPerson(random)];
const photo = (person: readonly number[]) => Float32Array.from(observedEmbedding(person, 0.85, random));

test('is the mean of the raw embeddings', () => {
  const { embedding, outliers } = personEmbedding([Float32Array.of(2, 0), Float32Array.of(4, 2)]);
  expect([...embedding]).toEqual([3, 1]);
  expect(outliers).toEqual([]);
});

test('names a photo of somebody else among several', () => {
  const { outliers } = personEmbedding([photo(one), photo(one), photo(two), photo(one)]);
  expect(outliers.map(({ index }) => index)).toEqual([2]);
  expect(outliers[0]?.cosine).toBeLessThan(0.4);
});

test('names both of two photos that do not match', () => {
  expect(personEmbedding([photo(one), photo(two)]).outliers.map(({ index }) => index)).toEqual([0, 1]);
});

test('one photo is no outlier, none is an error', () => {
  expect(personEmbedding([photo(one)]).outliers).toEqual([]);
  expect(() => personEmbedding([])).toThrow(/at least one photo/);
});
