import { clampLevel } from '../pixels/clamp.ts';
import { fromRoot, linearLevels as linear, toRoot, toSrgb, white } from '../pixels/lab.ts';
import { equaliseTiles } from './clahe.ts';

/** Mean lightness, 0..255, below which a crop is too dark for the landmarker. */
const darkest = 30;
const contrastLimit = 2;

/**
 * Raises the contrast of a dark crop, as FaceFusion does before its landmarker; others stay as they are. FaceFusion
 * reads blue, green, red as red, green, blue here, and so do we. Its 8-bit way to L*a*b* and back, which moves other
 * crops by a level or two, is left out (ADR 13).
 * @param crop planes red, green, blue of `size * size` values, 0..255, changed in place
 */
export function brightenDarkCrop(crop: Float32Array, size: number): void {
  const plane = size * size;
  const lab = new Float32Array(3 * plane);
  let sum = 0;
  for (let i = 0; i < plane; i += 1) {
    const first = linear[Math.round(crop[i + 2 * plane]!)]!;
    const second = linear[Math.round(crop[i + plane]!)]!;
    const third = linear[Math.round(crop[i]!)]!;
    const x = toRoot((0.412453 * first + 0.35758 * second + 0.180423 * third) / white.x);
    const y = toRoot(0.212671 * first + 0.71516 * second + 0.072169 * third);
    const z = toRoot((0.019334 * first + 0.119193 * second + 0.950227 * third) / white.z);
    lab[i] = Math.round(((116 * y - 16) * 255) / 100);
    lab[i + plane] = x - y;
    lab[i + 2 * plane] = y - z;
    sum += lab[i]!;
  }
  if (sum / plane >= darkest) return;
  const lightness = equaliseTiles(lab.subarray(0, plane), size, contrastLimit);
  for (let i = 0; i < plane; i += 1) {
    const y = ((lightness[i]! * 100) / 255 + 16) / 116;
    const x = fromRoot(y + lab[i + plane]!) * white.x;
    const z = fromRoot(y - lab[i + 2 * plane]!) * white.z;
    const light = fromRoot(y);
    crop[i + 2 * plane] = Math.round(clampLevel(toSrgb(3.240479 * x - 1.53715 * light - 0.498535 * z)));
    crop[i + plane] = Math.round(clampLevel(toSrgb(-0.969256 * x + 1.875991 * light + 0.041556 * z)));
    crop[i] = Math.round(clampLevel(toSrgb(0.055648 * x - 0.204043 * light + 1.057311 * z)));
  }
}
