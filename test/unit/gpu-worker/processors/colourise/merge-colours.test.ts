import { describe, expect, test } from 'vitest';
import { type FrameLayout, frameBytes } from '../../../../../gpu-worker/pixels/frame-layout.ts';
import { frameToRgb } from '../../../../../gpu-worker/pixels/frame-to-rgb.ts';
import { lightnessOf } from '../../../../../gpu-worker/pixels/lab.ts';
import { greyPicture } from '../../../../../gpu-worker/processors/colourise/grey-picture.ts';
import { type ColourGuess, mergeColours } from '../../../../../gpu-worker/processors/colourise/merge-colours.ts';
import reference from '../../../../fixtures/opencv-colourise.json' with { type: 'json' };
import { patterned, randomFrame, rgbLayout, turnFrame } from '../../../../helpers/media/patterns.ts';

/** What the fixture's models answered: formulas, so that the file need not hold them. */
const guesses = {
  ab: (size: number): ColourGuess => ({
    kind: 'ab',
    size,
    planes: Float32Array.from({ length: 2 * size * size }, (_, k) => ((k * 29 + 7) % 81) - 40),
  }),
  rgb: (size: number): ColourGuess => ({
    kind: 'rgb',
    size,
    planes: Float32Array.from({ length: 3 * size * size }, (_, k) => ((k * 41 + 13) % 2560) / 10.04),
  }),
} as const;

const most = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN))).reduce((x, y) => Math.max(x, y), 0);
const mean = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? Number.NaN)), 0) / a.length;

const sizes = [
  ['small', 13, 9],
  ['half', 12, 12],
] as const;
const kinds = [
  ['ab', 'ddcolor', 1, 0.3],
  // OpenCV's 8-bit L*a*b* comes from tables that are coarse in the dark.
  ['rgb', 'deoldify', 5, 0.15],
] as const;

function merged(guess: ColourGuess, [width, height]: readonly [number, number], blend = 1): Uint8Array {
  const frame = patterned(width, height);
  mergeColours(frame, rgbLayout(width, height), guess, blend);
  return frame;
}

/** Channels of a guess in another order. */
function reordered(guess: ColourGuess, order: readonly number[]): ColourGuess {
  const plane = guess.size * guess.size;
  const planes = order.flatMap((channel) => Array.from(guess.planes.slice(channel * plane, (channel + 1) * plane)));
  return { ...guess, planes: Float32Array.from(planes) };
}

describe('as FaceFusion does it with OpenCV', () => {
  test.each(sizes)('what the models see: %s', (name, width, height) => {
    const rgb = patterned(width, height);
    const fine = greyPicture(rgb, rgbLayout(width, height), 6, 'fine').map((level) => level / 255);
    const expected = reference[`${name} ddcolor`].input;
    // OpenCV sends the grey to L*a*b* and back by a coarse table, which darkens it by up to half a level.
    // We leave that way out.
    for (const plane of [0, 36, 72]) expect(most(fine, expected.slice(plane, plane + 36))).toBeLessThan(0.5 / 255);
    expect(mean(fine, expected.slice(0, 36))).toBeLessThan(0.0012);
    const whole = greyPicture(rgb, rgbLayout(width, height), 6, 'whole');
    expect(Array.from(whole)).toEqual(reference[`${name} deoldify`].input.slice(0, 36));
  });

  test.each(sizes)('what becomes of the frame: %s', (name, width, height) => {
    for (const [kind, model, level, average] of kinds) {
      const { made, blended } = reference[`${name} ${model}`];
      const guess = guesses[kind](6);
      const size = [width, height] as const;
      expect(most(merged(guess, size), made), kind).toBeLessThanOrEqual(level);
      expect(mean(merged(guess, size), made), kind).toBeLessThan(average);
      expect(mean(merged(guess, size, 0.6), blended), kind).toBeLessThan(average);
      const turned = kind === 'ab' ? [1, 0] : [2, 1, 0];
      expect(mean(merged(reordered(guess, turned), size), made), `${kind}: channels in another order`).toBeGreaterThan(
        8,
      );
      const nearest = { ...guess, planes: guess.planes.map((_, i) => guess.planes[i - (i % 2)] ?? 0) };
      expect(mean(merged(nearest, size), made), `${kind}: pixels repeated`).toBeGreaterThan(2);
    }
  });
});

describe('a frame that is stored otherwise', () => {
  const layouts = (['yuv420p', 'yuv422p', 'yuv444p', 'rgb24'] as const).flatMap((pixels) =>
    ([0, 90, 180, 270] as const)
      // 4:2:2 cannot be turned by a quarter.
      .filter((rotation) => rotation % 180 === 0 || pixels !== 'yuv422p')
      .map((rotation) => [pixels, rotation] as const),
  );
  const upright: FrameLayout = { ...rgbLayout(22, 14), matrix: 'bt709', fullRange: false };
  const back = { 0: 0, 90: 270, 180: 180, 270: 90 } as const;

  test.each(layouts)(
    '%s, to be turned by %d: the model sees it upright, and its colours come back',
    (pixels, rotation) => {
      const seed = 41;
      const plain = { ...upright, pixels };
      const frame = randomFrame(plain, seed);
      const size = rotation % 180 === 0 ? {} : { width: plain.height, height: plain.width };
      const stored = { ...plain, ...size, rotation };
      const turned = turnFrame(frame, plain, back[rotation]);
      for (const steps of ['fine', 'whole'] as const) {
        expect(greyPicture(turned, stored, 8, steps)).toEqual(greyPicture(frame, plain, 8, steps));
      }
      for (const guess of [guesses.ab(8), guesses.rgb(8)]) {
        const [one, other] = [Uint8Array.from(frame), Uint8Array.from(turned)];
        mergeColours(one, plain, guess, 0.9);
        mergeColours(other, stored, guess, 0.9);
        expect(most(turnFrame(other, stored, rotation), one)).toBeLessThanOrEqual(1);
        expect(most(one, frame)).toBeGreaterThan(20);
      }
    },
  );

  test('a grey frame keeps its lightness under ddcolor’s colours, at odd sizes too', () => {
    for (const pixels of ['yuv420p', 'yuv444p'] as const) {
      const layout: FrameLayout = { ...upright, pixels, width: 21, height: 13 };
      const frame = new Uint8Array(frameBytes(layout)).fill(128);
      const luma = layout.width * layout.height;
      for (let i = 0; i < luma; i += 1) frame[i] = 90 + (i % 60);
      const planes = new Float32Array(2 * 16).fill(12, 0, 16).fill(-9, 16);
      const before = lightnessOfFrame(frame, layout);
      mergeColours(frame, layout, { kind: 'ab', planes, size: 4 }, 1);
      expect(most(lightnessOfFrame(frame, layout), before)).toBeLessThan(1.2);
      const chroma = Array.from(frame.subarray(luma));
      expect(chroma.every((value) => value !== 128)).toBe(true);
    }
  });

  test('no share leaves RGB frames bit for bit, and YUV frames within rounding', () => {
    for (const pixels of ['rgb24', 'yuv444p'] as const) {
      const layout: FrameLayout = { ...upright, pixels };
      const frame = pixels === 'rgb24' ? randomFrame(layout, 7) : greyish(layout);
      const same = Uint8Array.from(frame);
      mergeColours(same, layout, guesses.ab(6), 0);
      expect(most(same, frame)).toBeLessThanOrEqual(pixels === 'rgb24' ? 0 : 1);
    }
  });
});

/** Levels that stay inside RGB. */
const greyish = (layout: FrameLayout): Uint8Array => randomFrame(layout, 9).map((value) => 110 + (value % 30));

/** L of L*a*b* of every pixel. */
function lightnessOfFrame(frame: Uint8Array, layout: FrameLayout): number[] {
  const { data } = frameToRgb(frame, layout);
  return Array.from({ length: data.length / 3 }, (_, i) =>
    lightnessOf(data[3 * i] ?? 0, data[3 * i + 1] ?? 0, data[3 * i + 2] ?? 0),
  );
}
