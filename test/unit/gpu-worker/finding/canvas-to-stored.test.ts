import { describe, expect, test } from 'vitest';
import { canvasToStored } from '../../../../gpu-worker/finding/canvas-to-stored.ts';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import {
  type DetectorAngle,
  type FrameView,
  noMargin,
  viewAt,
  viewSize,
} from '../../../../gpu-worker/pixels/frame-view.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { storedToUpright } from '../../../../gpu-worker/pixels/orientation.ts';
import { randomFrame, rgbLayout, turnFrame } from '../../../helpers/media/patterns.ts';

const angles = [0, 90, 180, 270] as const;
const canvasSize = 24;

/** OpenCV's getRotationMatrix2D about the middle, moved to the grown canvas: FaceFusion's way, written out. */
function faceFusionTurn(angle: DetectorAngle, width: number, height: number) {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const [centreX, centreY] = [width / 2, height / 2];
  const size = {
    width: Math.abs(cos) * width + Math.abs(sin) * height,
    height: Math.abs(sin) * width + Math.abs(cos) * height,
  };
  const moveX = (1 - cos) * centreX - sin * centreY + (size.width - width) / 2;
  const moveY = sin * centreX + (1 - cos) * centreY + (size.height - height) / 2;
  return {
    size,
    turn: (x: number, y: number) => ({ x: cos * x + sin * y + moveX, y: -sin * x + cos * y + moveY }),
  };
}

function canvasOf(data: Uint8Array, layout: FrameLayout, view?: FrameView): Float32Array {
  const canvas = new Float32Array(3 * canvasSize * canvasSize);
  openFrame(data, layout).shrinkUpright(canvas, canvasSize, view);
  return canvas;
}

describe('an angle', () => {
  test('turns against the clock as FaceFusion does, but keeps every pixel', () => {
    const layout = rgbLayout(30, 20);
    for (const angle of angles) {
      const { size, turn } = faceFusionTurn(angle, 30, 20);
      const view = viewAt(layout, angle, noMargin);
      expect(viewSize(layout, view).width).toBeCloseTo(size.width, 9);
      expect(viewSize(layout, view).height).toBeCloseTo(size.height, 9);
      // FaceFusion's picture begins one pixel later along each axis that is turned round.
      const late = { 0: [0, 0], 90: [0, 1], 180: [1, 1], 270: [1, 0] }[angle];
      for (const [x, y] of [
        [0, 0],
        [29, 0],
        [7, 13],
        [29, 19],
      ] as const) {
        const seen = storedToUpright({ x, y }, { ...layout, rotation: view.rotation });
        expect(turn(x, y).x - seen.x).toBeCloseTo(late[0] ?? 0, 9);
        expect(turn(x, y).y - seen.y).toBeCloseTo(late[1] ?? 0, 9);
      }
    }
  });

  test.each(['rgb24', 'yuv420p', 'yuv444p'] as const)('shows a %s frame as one whose pixels are turned', (pixels) => {
    for (const [width, height] of [
      [48, 32],
      [72, 48],
      [54, 38],
      [22, 14],
    ] as const) {
      for (const rotation of angles) {
        for (const angle of angles) {
          const stored = { ...rgbLayout(width, height), pixels, rotation };
          const data = randomFrame(stored, 91);
          const clockwise = angles[((rotation - angle + 360) % 360) / 90] ?? 0;
          const turned = clockwise % 180 === 0 ? stored : { ...stored, width: height, height: width };
          expect(canvasOf(data, stored, viewAt(stored, angle, noMargin))).toEqual(
            canvasOf(turnFrame(data, stored, clockwise), { ...turned, rotation: 0 }),
          );
        }
      }
    }
  });

  test('brings a face back to the stored pixels it was seen at, from a shrunk picture with a margin too', () => {
    const layout = { ...rgbLayout(60, 40), rotation: 90 } as const;
    // Upright 40 wide, 60 high; turned by 90 again 60 wide, 40 high: the stored picture itself.
    const view = viewAt(layout, 90, [50, 0, 0, 20]);
    expect(view).toEqual({ rotation: 0, margin: [10, 0, 0, 6] });
    const face = { score: 0.5, box: [10, 20, 30, 35], points: [10, 20, 11, 21, 12, 22, 13, 23, 14, 24] } as const;
    const size = { width: 33, height: 25, ratioX: 2, ratioY: 3 };
    const found = canvasToStored(face, size, layout, view);
    expect(found.box).toEqual({ x1: 14, y1: 50, x2: 54, y2: 95 });
    expect(found.points[1]).toEqual({ x: 16, y: 53 });
    // Upright, the same place on the canvas is one further round: stored x is upright y, stored y is 39 - upright x.
    const upright = canvasToStored(face, size, layout, viewAt(layout, 0, noMargin));
    expect(upright.box).toEqual({ x1: 60, y1: 39 - 60, x2: 105, y2: 39 - 20 });
    expect(upright.points[1]).toEqual({ x: 63, y: 39 - 22 });
  });
});

describe('a margin', () => {
  test('is a share of half the turned picture’s sides, rounded down', () => {
    expect(viewAt(rgbLayout(101, 57), 0, [100, 50, 10, 3]).margin).toEqual([28, 25, 2, 1]);
    expect(viewAt(rgbLayout(101, 57), 90, [100, 50, 10, 3]).margin).toEqual([50, 14, 5, 0]);
    expect(viewSize(rgbLayout(101, 57), viewAt(rgbLayout(101, 57), 90, [100, 50, 10, 3]))).toEqual({
      width: 57 + 14,
      height: 101 + 55,
    });
  });

  /** The frame with black samples around it. A margin of a chroma sample's multiple only. */
  function widened(data: Uint8Array, layout: FrameLayout, [top, right, bottom, left]: FrameView['margin']) {
    const wide = { ...layout, width: layout.width + left + right, height: layout.height + top + bottom };
    const step = layout.pixels === 'rgb24' ? 3 : 1;
    const parts: number[] = [];
    let from = 0;
    const planes = step === 3 ? [{ black: 0, halves: 0 }] : [16, 128, 128].map((black, i) => ({ black, halves: i }));
    for (const { black, halves } of planes) {
      const shrink = halves > 0 && layout.pixels === 'yuv420p' ? 2 : 1;
      const [w, h] = [layout.width / shrink, layout.height / shrink];
      for (let y = -top / shrink; y < h + bottom / shrink; y += 1) {
        for (let x = (-left / shrink) * step; x < (w + right / shrink) * step; x += 1) {
          const inside = y >= 0 && y < h && x >= 0 && x < w * step;
          parts.push(inside ? (data[from + y * w * step + x] ?? 0) : black);
        }
      }
      from += w * h * step;
    }
    return { data: Uint8Array.from(parts), layout: wide };
  }

  const sizes = [
    { title: 'exactly 2:1', width: 40, height: 28, margin: [2, 4, 8, 4] },
    { title: 'exactly 3:1', width: 60, height: 40, margin: [2, 8, 6, 4] },
    { title: 'any ratio', width: 54, height: 38, margin: [10, 0, 2, 6] },
    { title: 'not shrunk', width: 16, height: 14, margin: [4, 2, 6, 4] },
    { title: 'one side only', width: 54, height: 38, margin: [0, 0, 0, 20] },
  ] as const;
  for (const { title, width, height, margin } of sizes) {
    for (const pixels of ['rgb24', 'yuv420p', 'yuv444p'] as const) {
      test(`is black around a ${pixels} frame: ${title}`, () => {
        const layout = { ...rgbLayout(width, height), pixels, fullRange: false };
        const data = randomFrame(layout, 17);
        const wide = widened(data, layout, margin);
        const seen = canvasOf(data, layout, { rotation: 0, margin });
        expect(seen).toEqual(canvasOf(wide.data, wide.layout));
        expect(seen).not.toEqual(canvasOf(data, layout));
      });
    }
  }

  test('surrounds the picture as it is turned', () => {
    const layout = rgbLayout(30, 20);
    const data = randomFrame(layout, 5);
    const view = viewAt(layout, 90, [20, 0, 0, 30]);
    const turned = { ...rgbLayout(20, 30) };
    const wide = widened(turnFrame(data, layout, 270), turned, [3, 0, 0, 3]);
    expect(canvasOf(data, layout, view)).toEqual(canvasOf(wide.data, wide.layout));
  });
});
