import { clampLevel } from '../../pixels/clamp.ts';
import { colourCoefficients } from '../../pixels/colour.ts';
import { chromaSize, type FrameLayout } from '../../pixels/frame-layout.ts';
import { labToRgb, lightnessOf, rgbToLab } from '../../pixels/lab.ts';
import { type StoredAxis, storedAxes } from '../../pixels/orientation.ts';
import { pixelReader } from '../../pixels/pixel-reader.ts';
import { resizeTaps } from '../../pixels/resize-plane.ts';
import { writeRgbTile, writeYuvTile } from '../../pixels/write-tile.ts';

/** What a colouriser made of a frame: a small upright square that is stretched over it. */
export interface ColourGuess {
  /** `ab`: planes a and b of L*a*b*; `rgb`: planes red, green, blue of 0..255. */
  readonly kind: 'ab' | 'rgb';
  /** Planes of `size * size` values. */
  readonly planes: Float32Array;
  readonly size: number;
}

/**
 * Puts a colouriser's colours over a frame, in place, as FaceFusion does. The guess is stretched linearly. `ab`: the
 * frame keeps the lightness of L*a*b*. `rgb`: the guess gives a and b, and lightness is the frame's *blue channel* over
 * 255: so FaceFusion has it, and of a grey frame blue is the grey level. Chroma that several pixels of a YUV frame
 * share is the mean of theirs. RGB frames go through FaceFusion's 8-bit steps.
 * @param blend share of the coloured frame over the frame as it was, 0..1
 */
export function mergeColours(frame: Uint8Array, layout: FrameLayout, guess: ColourGuess, blend: number): void {
  const { width, height } = layout;
  const coefficients = layout.pixels === 'rgb24' ? undefined : colourCoefficients(layout);
  const stepped = coefficients === undefined;
  const read = pixelReader(frame, layout, coefficients);
  const colour: PixelColour = guess.kind === 'ab' ? abColours(guess, layout) : rgbColours(guess, layout, stepped);
  const bandRows = chromaSize(layout).height < height ? 2 : 1;
  const band = new Float32Array(3 * width * bandRows);
  const before = new Float64Array(3);
  const made = new Float64Array(3);
  for (let top = 0; top < height; top += bandRows) {
    const rows = Math.min(bandRows, height - top);
    const plane = width * rows;
    for (let y = top, out = 0; y < top + rows; y += 1) {
      for (let x = 0; x < width; x += 1, out += 1) {
        read(x, y, before);
        colour(x, y, before, made);
        for (let channel = 0, at = out; channel < 3; channel += 1, at += plane) {
          const from = before[channel]!;
          const to = made[channel]!;
          band[at] = from + ((stepped ? Math.round(to) : to) - from) * blend;
        }
      }
    }
    const box = { x: 0, y: top, width, height: rows };
    const planes = band.subarray(0, 3 * plane);
    if (coefficients === undefined) writeRgbTile({ bytes: frame, layout }, box, planes);
    else writeYuvTile({ bytes: frame, layout }, box, planes, coefficients);
  }
}

/** Writes into `made` what a pixel becomes whose red, green and blue are `before`. */
type PixelColour = (x: number, y: number, before: Float64Array, made: Float64Array) => void;

function abColours(guess: ColourGuess, layout: FrameLayout): PixelColour {
  const sample = stretched(guess, layout);
  return (x, y, before, made) => {
    sample(x, y, made);
    labToRgb(lightnessOf(before[0]!, before[1]!, before[2]!), made[0]!, made[1]!, made);
  };
}

/** @param stepped the stretched colours are truncated, and a and b rounded, to 8 bits */
function rgbColours(guess: ColourGuess, layout: FrameLayout, stepped: boolean): PixelColour {
  const sample = stretched(guess, layout);
  return (x, y, before, made) => {
    sample(x, y, made);
    const lightness = (before[2]! * 100) / 255;
    if (stepped) {
      rgbToLab(
        Math.trunc(clampLevel(made[0]!)),
        Math.trunc(clampLevel(made[1]!)),
        Math.trunc(clampLevel(made[2]!)),
        made,
      );
      labToRgb(lightness, Math.round(made[1]!), Math.round(made[2]!), made);
    } else {
      rgbToLab(made[0]!, made[1]!, made[2]!, made);
      labToRgb(lightness, made[1]!, made[2]!, made);
    }
  };
}

/** Where along one stored axis a guess is read: offsets into a plane of it, and the share of the far one. */
function offsetsAlong(axis: 'x' | 'y', guess: ColourGuess, layout: FrameLayout) {
  const { column, row } = storedAxes(layout.rotation);
  const isColumn = column.axis === axis;
  const { backwards }: StoredAxis = isColumn ? column : row;
  const length = axis === 'x' ? layout.width : layout.height;
  const { near, far, share } = resizeTaps(guess.size, length);
  const step = isColumn ? 1 : guess.size;
  const upright = (stored: number): number => (backwards ? length - 1 - stored : stored);
  return {
    near: near.map((_, stored) => near[upright(stored)]! * step),
    far: far.map((_, stored) => far[upright(stored)]! * step),
    share: share.map((_, stored) => share[upright(stored)]!),
  };
}

/** Reads all channels of the guess at a pixel of the stored frame. */
type Sampler = (x: number, y: number, out: Float64Array) => void;

function stretched(guess: ColourGuess, layout: FrameLayout): Sampler {
  const { planes, size } = guess;
  const plane = size * size;
  const columns = offsetsAlong('x', guess, layout);
  const rows = offsetsAlong('y', guess, layout);
  return (x, y, out) => {
    const near = columns.near[x]!;
    const far = columns.far[x]!;
    const share = columns.share[x]!;
    const down = rows.share[y]!;
    let upper = rows.near[y]!;
    let lower = rows.far[y]!;
    for (let channel = 0; upper < planes.length; channel += 1, upper += plane, lower += plane) {
      const above = planes[upper + near]! + (planes[upper + far]! - planes[upper + near]!) * share;
      const below = planes[lower + near]! + (planes[lower + far]! - planes[lower + near]!) * share;
      out[channel] = above + (below - above) * down;
    }
  };
}
