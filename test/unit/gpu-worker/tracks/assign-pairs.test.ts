import { expect, test } from 'vitest';
import { assignPairs } from '../../../../gpu-worker/tracks/assign-pairs.ts';
import { seededRandom } from '../../../helpers/faces/synthetic-faces.ts';

const total = (scores: readonly (readonly number[])[], pairs: readonly number[]): number =>
  pairs.reduce((sum, column, row) => sum + (column < 0 ? 0 : (scores[row]?.[column] ?? 0)), 0);

/** The best sum by trying everything. */
function bestTotal(scores: readonly (readonly number[])[], row = 0, used: ReadonlySet<number> = new Set()): number {
  if (row === scores.length) return 0;
  let best = bestTotal(scores, row + 1, used);
  for (const [column, score] of (scores[row] ?? []).entries()) {
    if (score <= 0 || used.has(column)) continue;
    best = Math.max(best, score + bestTotal(scores, row + 1, new Set([...used, column])));
  }
  return best;
}

test('finds the best sum that trying everything finds', () => {
  const seed = Math.floor(Math.random() * 1e9);
  console.log(`assign-pairs seed ${seed}`);
  const random = seededRandom(seed);
  for (let round = 0; round < 300; round += 1) {
    const rows = Math.floor(random() * 6);
    const columns = Math.floor(random() * 6);
    const scores = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random() - 0.35));
    const pairs = assignPairs(scores, columns);
    expect(pairs).toHaveLength(rows);
    const used = pairs.filter((column) => column >= 0);
    expect(new Set(used).size).toBe(used.length);
    for (const [row, column] of pairs.entries()) if (column >= 0) expect(scores[row]?.[column]).toBeGreaterThan(0);
    expect(total(scores, pairs)).toBeCloseTo(bestTotal(scores), 9);
  }
});

test('leaves a row alone rather than pair it with a score of 0 or less', () => {
  expect(assignPairs([[0, -1]], 2)).toEqual([-1]);
  expect(assignPairs([[0.5], [0.9]], 1)).toEqual([-1, 0]);
});
