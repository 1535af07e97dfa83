import { describe, expect, test } from 'vitest';
import { type FrameLayout, frameBytes } from '../../../../gpu-worker/pixels/frame-layout.ts';
import {
  finishCuts,
  foldPicture,
  frameHistogram,
  isCut,
  startCuts,
} from '../../../../gpu-worker/tracks/picture-cut.ts';

const layout: FrameLayout = {
  width: 160,
  height: 90,
  pixels: 'yuv420p',
  matrix: 'bt601',
  fullRange: false,
  rotation: 0,
};

/** A picture of stripes that can move, get brighter, or be another picture altogether. */
function picture(options: { readonly shift?: number; readonly light?: number; readonly other?: boolean }): number[] {
  const pixels = new Uint8Array(frameBytes(layout)).fill(128);
  for (let y = 0; y < layout.height; y += 1) {
    for (let x = 0; x < layout.width; x += 1) {
      const stripes = 40 + 30 * Math.sin((x + (options.shift ?? 0)) / 9) + y / 3;
      const blobs = 150 + 60 * Math.sin(x / 17) * Math.cos(y / 11);
      const value = (options.other ? blobs : stripes) + (options.light ?? 0);
      pixels[y * layout.width + x] = Math.max(16, Math.min(235, value));
    }
  }
  return frameHistogram(pixels, layout);
}

function cutsOf(histograms: readonly number[][]): number[] {
  let state = startCuts();
  const decided = [];
  for (const histogram of histograms) {
    const step = foldPicture(JSON.parse(JSON.stringify(state)), histogram);
    state = step.state;
    decided.push(...step.decided);
  }
  decided.push(...finishCuts(state).decided);
  expect(decided.map(({ frame }) => frame)).toEqual(histograms.map((_, frame) => frame));
  return decided.filter(({ cut }) => cut).map(({ frame }) => frame);
}

describe('cuts', () => {
  test('two pictures differ, one that moves a little does not', () => {
    expect(isCut(picture({}), picture({ other: true }))).toBe(true);
    expect(isCut(picture({}), picture({ shift: 3 }))).toBe(false);
    expect(isCut(picture({}), picture({}))).toBe(false);
  });

  test('are found at their frame', () => {
    const frames = Array.from({ length: 40 }, (_, frame) => picture({ shift: frame, other: frame >= 17 }));
    expect(cutsOf(frames)).toEqual([17]);
  });

  test('two within the window are both found', () => {
    const frames = Array.from({ length: 30 }, (_, frame) =>
      picture(frame < 10 ? {} : frame < 12 ? { other: true } : { light: 120 }),
    );
    expect(cutsOf(frames)).toEqual([10, 12]);
  });

  test('a flash of four frames is none', () => {
    const frames = Array.from({ length: 40 }, (_, frame) => picture({ light: frame >= 20 && frame < 24 ? 110 : 0 }));
    expect(isCut(frames[19]!, frames[20]!)).toBe(true);
    expect(cutsOf(frames)).toEqual([]);
  });

  test('the bars of a letterbox do not hide a cut', () => {
    const bars = (histogram: number[]) => histogram.map((v, at) => (at < 64 || at >= 192 ? Number(at % 16 === 1) : v));
    expect(isCut(bars(picture({})), bars(picture({ other: true })))).toBe(true);
  });

  test('RGB frames count too', () => {
    const rgb: FrameLayout = { ...layout, pixels: 'rgb24' };
    const grey = (value: number) => frameHistogram(new Uint8Array(frameBytes(rgb)).fill(value), rgb);
    expect(grey(30).reduce((sum, share) => sum + share, 0)).toBeCloseTo(16);
    expect(isCut(grey(30), grey(200))).toBe(true);
  });
});
