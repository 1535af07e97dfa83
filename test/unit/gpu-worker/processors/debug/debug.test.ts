import { describe, expect, test } from 'vitest';
import type { TaskOptions } from '../../../../../contract/options/options.ts';
import { debugItems } from '../../../../../contract/processors/debug.ts';
import type { TargetFace } from '../../../../../gpu-worker/faces/face-stages.ts';
import { templatePoints } from '../../../../../gpu-worker/faces/templates.ts';
import { openCanvas } from '../../../../../gpu-worker/pixels/frame-canvas.ts';
import type { FrameLayout } from '../../../../../gpu-worker/pixels/frame-layout.ts';
import { frameToRgb } from '../../../../../gpu-worker/pixels/frame-to-rgb.ts';
import { debug, debugColours, debugLines } from '../../../../../gpu-worker/processors/debug/debug.ts';
import { drawMaskEdge, markWidth } from '../../../../../gpu-worker/processors/debug/draw-marks.ts';
import { randomFrame, rgbLayout, turnFrame } from '../../../../helpers/media/patterns.ts';

type Items = NonNullable<TaskOptions['debugItems']>;

const layout = rgbLayout(160, 120);
const box = { x1: 40.7, y1: 30.2, x2: 90.9, y2: 85.6 };

const faceWith = (more: Partial<TargetFace> = {}): TargetFace => ({
  box,
  score: 0.934,
  points: templatePoints('arcface_128', 50).map(({ x, y }) => ({ x: x + 40, y: y + 30 })),
  treatment: 'process',
  applied: ['swap'],
  pasteBoxes: [],
  ...more,
});

function draw(items: Items, faces: readonly TargetFace[], at: FrameLayout = layout, seed = 23) {
  const before = randomFrame(at, seed);
  const after = Uint8Array.from(before);
  debug.ready({ name: 'debug', items }).marks?.draw(after, at, faces);
  return { before, after };
}

/** Which pixels of an RGB frame changed, and whether all of those have the colour. */
function changedPixels(before: Uint8Array, after: Uint8Array, width: number): Map<string, string> {
  const changed = new Map<string, string>();
  for (let i = 0; i < before.length; i += 3) {
    const [now, then] = [after.subarray(i, i + 3), before.subarray(i, i + 3)];
    if (now.some((value, c) => value !== then[c])) {
      changed.set(`${(i / 3) % width},${Math.floor(i / 3 / width)}`, now.join(' '));
    }
  }
  return changed;
}

/** The pixels of a box's lines of width 1, by their definition. */
function outline(x1: number, y1: number, x2: number, y2: number): Set<string> {
  const pixels = new Set<string>();
  for (let x = x1; x <= x2; x += 1) for (const y of [y1, y2]) pixels.add(`${x},${y}`);
  for (let y = y1; y <= y2; y += 1) for (const x of [x1, x2]) pixels.add(`${x},${y}`);
  return pixels;
}

describe('marks', () => {
  test('the box’s lines have its colour, and everything else stays bit for bit', () => {
    const { before, after } = draw(['box'], [faceWith()]);
    const changed = changedPixels(before, after, layout.width);
    const expected = outline(40, 30, 90, 85);
    for (const place of expected) {
      const [x = 0, y = 0] = place.split(',').map(Number);
      expect(Array.from(after.subarray(3 * (y * 160 + x), 3 * (y * 160 + x) + 3)), place).toEqual([255, 0, 0]);
    }
    for (const place of changed.keys()) expect(expected.has(place), place).toBe(true);
    expect(changed.size).toBeGreaterThan(0.95 * expected.size);
  });

  test('in YUV too: luma under the lines alone, and the chroma that it shares', () => {
    for (const pixels of ['yuv420p', 'yuv422p', 'yuv444p'] as const) {
      const yuv: FrameLayout = { ...layout, pixels, matrix: 'bt709', fullRange: false };
      const { before, after } = draw(['box'], [faceWith()], yuv);
      const expected = outline(40, 30, 90, 85);
      for (let y = 0; y < 120; y += 1) {
        for (let x = 0; x < 160; x += 1) {
          const value = expected.has(`${x},${y}`) ? 63 : before[y * 160 + x];
          expect(after[y * 160 + x], `${pixels} ${x},${y}`).toBe(value);
        }
      }
      const [shiftX, shiftY] = [pixels === 'yuv444p' ? 0 : 1, pixels === 'yuv420p' ? 1 : 0];
      const shared = new Set(
        Array.from(expected, (place) => {
          const [x = 0, y = 0] = place.split(',').map(Number);
          return (y >> shiftY) * (160 >> shiftX) + (x >> shiftX);
        }),
      );
      const plane = (160 >> shiftX) * (120 >> shiftY);
      for (let i = 0; i < plane; i += 1) {
        for (const [offset, red] of [
          [0, 102],
          [plane, 240],
        ] as const) {
          const at = 160 * 120 + offset + i;
          expect(after[at], `${pixels} chroma ${i}`).toBe(shared.has(i) ? red : before[at]);
        }
      }
    }
  });

  test('a box that lies partly outside is cut at the frame’s edge; points outside are not drawn', () => {
    const outside = faceWith({ box: { x1: -20, y1: -9, x2: 30, y2: 500 }, points: [{ x: -50, y: 900 }] });
    const { before, after } = draw(['box', 'landmarks-5', 'score'], [outside]);
    expect(after).toHaveLength(before.length);
    expect(after.subarray(3 * 30, 3 * 30 + 3)).toEqual(Uint8Array.of(255, 0, 0));
  });

  test('five points, 68 where they are known, and the paste box, each in its colour', () => {
    const points68 = Array.from({ length: 68 }, (_, i) => ({ x: 45 + (i % 9) * 4, y: 40 + Math.floor(i / 9) * 4 }));
    const face = faceWith({ points68, pasteBoxes: [{ x1: 10, y1: 12, x2: 140, y2: 110 }] });
    const colours = (items: Items): string[] => {
      const { before, after } = draw(items, [face]);
      return [...new Set(changedPixels(before, after, 160).values())];
    };
    expect(colours(['landmarks-5'])).toEqual(['255 0 0']);
    expect(colours(['landmarks-68'])).toEqual(['0 255 0']);
    expect(colours(['paste-box'])).toEqual(['255 200 0']);
    const { before, after } = draw(['paste-box'], [face]);
    const expected = outline(10, 12, 139, 109);
    for (const place of changedPixels(before, after, 160).keys()) expect(expected.has(place), place).toBe(true);
    const none = draw(['landmarks-68', 'mask', 'paste-box', 'track'], [faceWith()]);
    expect(none.after).toEqual(none.before);
  });

  test('a mask is drawn along its edge, from inside', () => {
    const mask = Float32Array.from({ length: 400 }, (_, i) => (i % 20 >= 5 && i % 20 < 15 ? 1 : 0));
    const frame = randomFrame(layout, 4);
    const before = Uint8Array.from(frame);
    const matrix = [1, 0, -30, 0, 1, -40] as const;
    drawMaskEdge(
      openCanvas(frame, layout),
      { mask, size: 20, matrix },
      { x1: 30, y1: 40, x2: 50, y2: 60 },
      1,
      [1, 2, 3],
    );
    const expected = outline(35, 40, 44, 59);
    const changed = changedPixels(before, frame, 160);
    expect(new Set(changed.keys())).toEqual(expected);
    expect(new Set(changed.values())).toEqual(new Set(['1 2 3']));
  });

  test('words lie upright, whichever way the frame is stored', () => {
    const items: Items = ['score', 'track', 'outcome'];
    const whole = { x1: 40, y1: 30, x2: 90, y2: 85 };
    const face = faceWith({ box: whole, trackId: 7, treatment: { person: 'anna' } });
    const { before, after } = draw(items, [face]);
    const stored: FrameLayout = { ...layout, width: 120, height: 160, rotation: 90 };
    const frame = turnFrame(before, layout, 270);
    const turned = {
      ...face,
      box: { x1: 30, y1: 159 - 90, x2: 85, y2: 159 - 40 },
      points: face.points.map(({ x, y }) => ({ x: y, y: 159 - x })),
    };
    debug.ready({ name: 'debug', items }).marks?.draw(frame, stored, [turned]);
    expect(frameToRgb(frame, stored).data).toEqual(after);
    expect(new Set(changedPixels(before, after, 160).values())).toEqual(new Set(['0 0 0', '255 255 255']));
  });

  test('whole labels are in the frame, letters of 14 pixels at faces of 60 in 720p, and none lies on another', () => {
    const hd = rgbLayout(1280, 720);
    const items: Items = ['score', 'track', 'outcome'];
    const at = (x: number, y: number) => faceWith({ box: { x1: x, y1: y, x2: x + 60, y2: y + 60 }, trackId: 12 });
    const plate = draw(items, [at(600, 300)], hd);
    const area = changedPixels(plate.before, plate.after, 1280).size;
    // Three lines of 9 rows, twice as large; the widest of them is 'SWAP'.
    expect(area / (2 * (3 * 9))).toBeCloseTo(2 * 25, 0);
    const crowd = [
      at(0, 0),
      at(1230, 10),
      at(-20, 680),
      at(1220, 690),
      at(640, 655),
      at(600, 300),
      at(665, 310),
      at(610, 370),
    ];
    const all = draw(items, crowd, hd);
    const changed = changedPixels(all.before, all.after, 1280);
    expect(changed.size / crowd.length / area).toBeCloseTo(1, 2);
    for (const { box: face } of crowd) {
      const onFace = [...changed.keys()].filter((place) => {
        const [x = 0, y = 0] = place.split(',').map(Number);
        return x > face.x1 && x < face.x2 && y > face.y1 && y < face.y2;
      });
      expect(onFace).toEqual([]);
    }
  });

  test('lines of small faces are thinner than those of large ones', () => {
    const hd = rgbLayout(1280, 720);
    const pixels = (size: number): number => {
      const { before, after } = draw(
        ['box'],
        [faceWith({ box: { x1: 300, y1: 300, x2: 300 + size, y2: 300 + size } })],
        hd,
      );
      return changedPixels(before, after, 1280).size / (4 * size);
    };
    expect([pixels(40), pixels(60), pixels(300)].map(Math.round)).toEqual([1, 2, 3]);
  });

  test('words say score, angle, track, person and what became of the face', () => {
    const all = new Set(debugItems);
    expect(debugLines(faceWith({ trackId: 7, treatment: { person: 'anna' } }), all, layout)).toEqual([
      '0.93 0°',
      '#7 anna',
      'swap',
    ]);
    const kept = faceWith({ treatment: 'keep', skipped: 'kept', applied: [] });
    expect(debugLines(kept, all, layout)).toEqual(['0.93 0°', 'kept']);
    expect(debugLines(faceWith({ applied: ['swap', 'enhance'] }), new Set(['outcome']), layout)).toEqual([
      'swap+enhance',
    ]);
    expect(debugLines(kept, new Set(['box']), layout)).toEqual([]);
  });

  test('lines are as wide as FaceFusion’s', () => {
    expect([100, 540, 720, 1080, 4320].map(markWidth)).toEqual([1, 2, 3, 4, 10]);
  });

  test('the side at the top of the head is told for faces that lie', () => {
    const at = (points: readonly { x: number; y: number }[]): string[] => {
      const { before, after } = draw(['angle'], [faceWith({ points })]);
      const places = [...changedPixels(before, after, 160)].filter(
        ([, colour]) => colour === debugColours.angle.join(' '),
      );
      return [...new Set(places.map(([place]) => place.split(',')[0] ?? ''))];
    };
    const eyes = (x: number, y: number) => [
      { x: 60, y: 60 },
      { x: 60 + x, y: 60 + y },
    ];
    expect(at(eyes(10, 1)).length).toBeGreaterThan(40);
    expect(new Set(at(eyes(1, 10)))).toEqual(new Set(['90', '91']));
    expect(new Set(at(eyes(-1, -10)))).toEqual(new Set(['40', '41']));
  });
});
