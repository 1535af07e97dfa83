/** Whether numbers of a model are of no use: not finite, or all the same. */
export function saysNothing(values: Float32Array): boolean {
  let varied = false;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    // Infinities and NaN alike.
    if (value - value !== 0) return true;
    if (value !== values[0]) varied = true;
  }
  return !varied;
}
