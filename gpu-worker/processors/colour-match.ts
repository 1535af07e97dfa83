import { labToRgb, rgbToLab } from '../pixels/lab.ts';

/** Least weight, in pixels, on which colours are measured: fewer say nothing about skin. */
const leastWeight = 16;
/** By how much a deviation is stretched or squeezed at most: a flat crop has none, and noise is no contrast. */
const mostGain = 1.5;
/** In units of L*a*b*: a smaller deviation is flat, and is not stretched. */
const flat = 0.25;

/** What the skin of a crop looks like: mean and standard deviation of L, a and b. */
interface SkinColours {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/**
 * Measures the colours of a crop.
 * @param crop planes red, green, blue, 0..255, not necessarily whole
 * @param weights how much each pixel counts, 0..1
 * @returns undefined when next to nothing counts
 */
export function skinColours(crop: Float32Array, weights: Float32Array): SkinColours | undefined {
  const plane = weights.length;
  const lab = new Float64Array(3);
  const sum = new Float64Array(3);
  const squares = new Float64Array(3);
  let total = 0;
  for (let i = 0; i < plane; i += 1) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    rgbToLab(crop[i]!, crop[i + plane]!, crop[i + 2 * plane]!, lab);
    total += weight;
    for (let channel = 0; channel < 3; channel += 1) {
      sum[channel]! += weight * lab[channel]!;
      squares[channel]! += weight * lab[channel]! ** 2;
    }
  }
  if (total < leastWeight) return undefined;
  const mean = (channel: number): number => sum[channel]! / total;
  const deviation = (channel: number): number => Math.sqrt(Math.max(0, squares[channel]! / total - mean(channel) ** 2));
  return { mean: [mean(0), mean(1), mean(2)], deviation: [deviation(0), deviation(1), deviation(2)] };
}

/**
 * Moves the colours of a new face to those of the face it replaces, in place: mean and deviation of each channel, as
 * in Reinhard et al., "Color transfer between images" (2001), but in L*a*b*. Deviations change by half at most: a
 * flat crop stays flat, and what lies around the skin is not driven to black or white.
 * @param crop planes red, green, blue, 0..255
 * @param own what it looks like, measured where `wanted` was
 * @param share how far, 0..1
 */
export function matchColours(crop: Float32Array, own: SkinColours, wanted: SkinColours, share: number): void {
  const plane = crop.length / 3;
  const gains = own.deviation.map((deviation, channel) => gainOf(deviation, wanted.deviation[channel]!));
  // What a channel becomes is linear: so is the way to it by a share.
  const scale = gains.map((gain) => 1 + share * (gain - 1));
  const shift = own.mean.map((mean, channel) => share * (wanted.mean[channel]! - mean * gains[channel]!));
  const [scaleL, scaleA, scaleB] = [scale[0]!, scale[1]!, scale[2]!];
  const [shiftL, shiftA, shiftB] = [shift[0]!, shift[1]!, shift[2]!];
  const pixel = new Float64Array(3);
  for (let i = 0; i < plane; i += 1) {
    rgbToLab(crop[i]!, crop[i + plane]!, crop[i + 2 * plane]!, pixel);
    labToRgb(pixel[0]! * scaleL + shiftL, pixel[1]! * scaleA + shiftA, pixel[2]! * scaleB + shiftB, pixel);
    crop[i] = pixel[0]!;
    crop[i + plane] = pixel[1]!;
    crop[i + 2 * plane] = pixel[2]!;
  }
}

function gainOf(own: number, wanted: number): number {
  if (own < flat) return 1;
  return Math.min(mostGain, Math.max(1 / mostGain, wanted / own));
}
