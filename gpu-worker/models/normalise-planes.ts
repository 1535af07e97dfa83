import type { Normalisation } from './catalog/published-model.ts';

/**
 * Brings an aligned crop to what a model wants, in place.
 * @param crop planes red, green, blue of 0..255, `3 * size * size`; afterwards in the model's order of planes
 */
export function normalisePlanes(
  crop: Float32Array,
  { order, divisor, mean, std }: Omit<Normalisation, 'layout'>,
): void {
  const plane = crop.length / 3;
  if (order === 'BGR') {
    const red = crop.slice(0, plane);
    crop.copyWithin(0, 2 * plane);
    crop.set(red, 2 * plane);
  }
  for (let channel = 0; channel < 3; channel += 1) {
    const scale = 1 / (divisor * std[channel]!);
    const shift = -mean[channel]! / std[channel]!;
    for (let i = channel * plane; i < (channel + 1) * plane; i += 1) crop[i] = crop[i]! * scale + shift;
  }
}
