/**
 * Least cosine of two embeddings of the same person, exclusive: FaceFusion's `reference` selector takes
 * `(1 - cos) / 2 < 0.3` at its default distance (docs/model-contracts.md §3).
 */
export const samePersonCosine = 0.4;

export function dotProduct(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`Embeddings of ${a.length} and ${b.length} numbers do not compare.`);
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** Cosine of the angle between two embeddings, -1..1; 0 when one of them has no length. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const lengths = Math.sqrt(dotProduct(a, a) * dotProduct(b, b));
  return lengths > 0 ? dotProduct(a, b) / lengths : 0;
}

/** The same direction with length 1; zeros stay zeros. */
export function unitEmbedding(embedding: ArrayLike<number>): number[] {
  const length = Math.sqrt(dotProduct(embedding, embedding));
  return Array.from(embedding, (value) => (length > 0 ? value / length : 0));
}

/** `a * shareA + b * shareB`, number by number. */
export function mixEmbeddings(a: ArrayLike<number>, shareA: number, b: ArrayLike<number>, shareB: number): number[] {
  if (a.length !== b.length) throw new RangeError(`Embeddings of ${a.length} and ${b.length} numbers do not mix.`);
  return Array.from(a, (value, index) => value * shareA + (b[index] ?? 0) * shareB);
}
