import { describe, expect, it } from 'vitest';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import { frameToRgb } from '../../../../gpu-worker/pixels/frame-to-rgb.ts';

const yuv = (rotation: FrameLayout['rotation']): FrameLayout => ({
  width: 2,
  height: 2,
  pixels: 'yuv444p',
  matrix: 'bt709',
  fullRange: false,
  rotation,
});

describe('frameToRgb', () => {
  it('turns limited-range black, white and BT.709 red into RGB', () => {
    const frame = Uint8Array.of(16, 235, 63, 16, 128, 128, 102, 128, 128, 128, 240, 128);
    const { data } = frameToRgb(frame, yuv(0));
    expect([...data.subarray(0, 6)]).toEqual([0, 0, 0, 255, 255, 255]);
    const [red = 0, green = 255, blue = 255] = data.subarray(6, 9);
    expect(red).toBeGreaterThan(252);
    expect(green).toBeLessThan(3);
    expect(blue).toBeLessThan(3);
  });

  it.each([
    [0, [10, 20, 30, 40]],
    [90, [30, 10, 40, 20]],
    [180, [40, 30, 20, 10]],
    [270, [20, 40, 10, 30]],
  ] as const)('shows a frame upright that a player turns by %i degrees', (rotation, expected) => {
    const layout: FrameLayout = { ...yuv(rotation), pixels: 'rgb24' };
    const frame = Uint8Array.from([10, 20, 30, 40].flatMap((grey) => [grey, grey, grey]));
    const { data } = frameToRgb(frame, layout);
    expect([0, 1, 2, 3].map((pixel) => data[3 * pixel])).toEqual(expected);
  });

  it('keeps width and height apart when turned', () => {
    const layout: FrameLayout = { ...yuv(90), width: 3, height: 1, pixels: 'rgb24' };
    expect(frameToRgb(new Uint8Array(9), layout)).toMatchObject({ width: 1, height: 3 });
  });
});
