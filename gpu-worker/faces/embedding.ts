/** `values / |values|`. A zero vector stays zero. */
export function normalized(values: Float32Array): Float32Array {
  const length = Math.hypot(...values);
  return length === 0 ? new Float32Array(values) : values.map((value) => value / length);
}

/** The mean of equally long embeddings: several photos of one person. There must be at least one. */
export function meanEmbedding(embeddings: readonly Float32Array[]): Float32Array {
  const mean = new Float64Array(embeddings[0]?.length ?? 0);
  for (const embedding of embeddings) {
    for (let i = 0; i < mean.length; i += 1) mean[i] = mean[i]! + embedding[i]! / embeddings.length;
  }
  return Float32Array.from(mean);
}

/**
 * inswapper's way from a raw embedding to its input: `embedding · map / |embedding|`.
 * @param embedding raw, [n]
 * @param map row-major [n, n], the last initializer of the model's graph
 */
export function mappedEmbedding(embedding: Float32Array, map: Float32Array): Float32Array {
  const size = embedding.length;
  const length = Math.hypot(...embedding);
  const sums = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    const factor = embedding[row]!;
    for (let column = 0; column < size; column += 1) {
      sums[column] = sums[column]! + factor * map[row * size + column]!;
    }
  }
  return Float32Array.from(sums, (sum) => sum / length);
}

/** How much of the target's own embedding is mixed in: 0.35 at weight 0, none at 0.5, -0.35 at 1. */
export const targetShare = (weight: number): number => 0.35 - 0.7 * weight;

/**
 * FaceFusion's balance between source and target identity.
 * @param source prepared source, [n]
 * @param target raw embedding of the target face, [n]; it is never mapped
 * @param raw mixes it in as it is, as FaceFusion does for ghost; else with length 1
 */
export function balancedEmbedding(
  source: Float32Array,
  target: Float32Array,
  weight: number,
  raw = false,
): Float32Array {
  const share = targetShare(weight);
  const mixed = raw ? target : normalized(target);
  return source.map((value, i) => value * (1 - share) + mixed[i]! * share);
}
