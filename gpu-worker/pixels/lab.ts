import { clampLevel } from './clamp.ts';

/** Linear light of an sRGB value, both 0..1. */
const toLinear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
/** The way back, 0..255. */
export const toSrgb = (value: number): number =>
  255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
/** L*a*b*'s root of a share of white, with OpenCV's constants. */
export const toRoot = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
export const fromRoot = (root: number): number => (root > 0.206893 ? root * root * root : (root - 16 / 116) / 7.787);
/** Of the white that L*a*b* is measured by (D65), X and Z. */
export const white = { x: 0.950456, z: 1.088754 };
/** Linear light of sRGB levels, 0..1. */
export const linearLevels = Float64Array.from({ length: 256 }, (_, level) => toLinear(level / 255));

const stepsPerLevel = 16;
const linearTable = Float64Array.from({ length: 255 * stepsPerLevel + 2 }, (_, i) => toLinear(i / stepsPerLevel / 255));
const steps = 16384;
const srgbTable = Float64Array.from({ length: steps + 2 }, (_, i) => toSrgb(i / steps));
const rootTable = Float64Array.from({ length: steps + 2 }, (_, i) => toRoot(i / steps));

/** Linear light 0..1 of a level 0..255 that need not be whole, from a table: 1e-7 from the curve at most. */
function linearOf(level: number): number {
  const position = clampLevel(level) * stepsPerLevel;
  const at = position | 0;
  return linearTable[at]! + (linearTable[at + 1]! - linearTable[at]!) * (position - at);
}

/** The level 0..255 of linear light, clamped, from a table: 0.001 from the curve at most. */
function levelOf(linear: number): number {
  const position = linear <= 0 ? 0 : linear >= 1 ? steps : linear * steps;
  const at = position | 0;
  return srgbTable[at]! + (srgbTable[at + 1]! - srgbTable[at]!) * (position - at);
}

/** {@link toRoot} of 0..1, from a table: 1e-6 from the curve at most. */
function rootOf(value: number): number {
  const position = value >= 1 ? steps : value * steps;
  const at = position | 0;
  return rootTable[at]! + (rootTable[at + 1]! - rootTable[at]!) * (position - at);
}

/** Three numbers in memory that is used again. */
type Triple = Float64Array;

/**
 * sRGB levels of 0..255, not necessarily whole, as CIE L*a*b* (D65, OpenCV's constants).
 * @param out L 0..100, a and b about -128..127
 */
export function rgbToLab(red: number, green: number, blue: number, out: Triple): void {
  const r = linearOf(red);
  const g = linearOf(green);
  const b = linearOf(blue);
  const x = rootOf((0.412453 * r + 0.35758 * g + 0.180423 * b) / white.x);
  const y = rootOf(0.212671 * r + 0.71516 * g + 0.072169 * b);
  const z = rootOf((0.019334 * r + 0.119193 * g + 0.950227 * b) / white.z);
  out[0] = 116 * y - 16;
  out[1] = 500 * (x - y);
  out[2] = 200 * (y - z);
}

/** Only the lightness of {@link rgbToLab}, 0..100. */
export function lightnessOf(red: number, green: number, blue: number): number {
  return 116 * rootOf(0.212671 * linearOf(red) + 0.71516 * linearOf(green) + 0.072169 * linearOf(blue)) - 16;
}

/** The way back: levels red, green, blue of 0..255, clamped and not rounded. */
export function labToRgb(lightness: number, a: number, b: number, out: Triple): void {
  const root = (lightness + 16) / 116;
  const x = fromRoot(root + a / 500) * white.x;
  const y = fromRoot(root);
  const z = fromRoot(root - b / 200) * white.z;
  out[0] = levelOf(3.240479 * x - 1.53715 * y - 0.498535 * z);
  out[1] = levelOf(-0.969256 * x + 1.875991 * y + 0.041556 * z);
  out[2] = levelOf(0.055648 * x - 0.204043 * y + 1.057311 * z);
}
