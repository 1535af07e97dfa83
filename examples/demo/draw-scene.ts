import { type Canvas, type Colour, ellipse, fill, newCanvas, type Pose } from './paint.ts';
import { turnSine } from './turn-wave.ts';

const mix = (a: number, b: number, part: number): number => a + (b - a) * part;

/** An evening sky from top to bottom. */
const skyColours: readonly Colour[] = [
  [58, 74, 132],
  [120, 112, 160],
  [206, 160, 158],
  [240, 200, 160],
];

function skyAt(part: number): Colour {
  const at = Math.min(skyColours.length - 1.001, part * (skyColours.length - 1));
  const upper = skyColours[Math.floor(at)]!;
  const lower = skyColours[Math.floor(at) + 1]!;
  const rest = at - Math.floor(at);
  return [mix(upper[0], lower[0], rest), mix(upper[1], lower[1], rest), mix(upper[2], lower[2], rest)];
}

/** A range of hills: the height of its edge over the picture, waves of that edge, colour at the edge and below. */
interface Hills {
  readonly edge: number;
  readonly swing: number;
  readonly waves: number;
  /** Pictures' widths a second. */
  readonly speed: number;
  readonly near: Colour;
  readonly far: Colour;
}

const ranges: readonly Hills[] = [
  { edge: 0.56, swing: 0.09, waves: 1.1, speed: 0.01, near: [120, 118, 150], far: [96, 100, 138] },
  { edge: 0.68, swing: 0.07, waves: 1.7, speed: 0.025, near: [84, 110, 128], far: [62, 90, 112] },
  { edge: 0.82, swing: 0.05, waves: 2.3, speed: 0.06, near: [56, 96, 96], far: [36, 70, 78] },
];

/** Colours by depth under the edge, 0..255, so that no pixel has to mix its own. */
function depthColours(hills: Hills): Uint8Array {
  const colours = new Uint8Array(256 * 3);
  for (let i = 0; i < colours.length; i += 1) {
    colours[i] = Math.round(mix(hills.near[i % 3]!, hills.far[i % 3]!, Math.floor(i / 3) / 255));
  }
  return colours;
}

const rangeColours = ranges.map(depthColours);

function paintHills(canvas: Canvas, hills: Hills, colours: Uint8Array, seconds: number): void {
  const { width, height, data } = canvas;
  const tops = new Float64Array(width);
  for (let x = 0; x < width; x += 1) {
    const turns = (x / width + hills.speed * seconds) * hills.waves;
    tops[x] = height * (hills.edge + hills.swing * (0.7 * turnSine(turns) + 0.3 * turnSine(turns * 2.6 + 0.3)));
  }
  const perPixel = 255 / (height * 0.3);
  for (let y = Math.floor(height * (hills.edge - hills.swing)); y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const depth = y - tops[x]!;
      if (depth <= -1) continue;
      const from = Math.min(255, Math.max(0, Math.floor(depth * perPixel))) * 3;
      const at = (y * width + x) * 3;
      if (depth >= 0) {
        data[at] = colours[from]!;
        data[at + 1] = colours[from + 1]!;
        data[at + 2] = colours[from + 2]!;
        continue;
      }
      const cover = depth + 1;
      data[at] = Math.round(mix(data[at]!, colours[from]!, cover));
      data[at + 1] = Math.round(mix(data[at + 1]!, colours[from + 1]!, cover));
      data[at + 2] = Math.round(mix(data[at + 2]!, colours[from + 2]!, cover));
    }
  }
}

/** What stands still behind the hills: an evening sky, a low sun, thin clouds. */
export function drawSky(width: number, height: number): Canvas {
  const canvas = newCanvas(width, height);
  for (let y = 0; y < height; y += 1) {
    const [red, green, blue] = skyAt(y / (height * 0.75));
    for (let at = y * width * 3; at < (y + 1) * width * 3; at += 3) {
      canvas.data[at] = Math.round(red);
      canvas.data[at + 1] = Math.round(green);
      canvas.data[at + 2] = Math.round(blue);
    }
  }
  const pose: Pose = { x: 0, y: 0, unit: height, cos: 1, sin: 0 };
  fill(canvas, pose, ellipse(1.18, 0.5, 0.16, 0.16), { colour: [246, 206, 150], opacity: 0.5, soft: 0.16 });
  fill(canvas, pose, ellipse(1.18, 0.5, 0.085, 0.085), { colour: [250, 220, 164] });
  const cloud = { colour: [186, 160, 180], opacity: 0.5, soft: 0.03 } as const;
  for (const [x, y, size] of [
    [0.3, 0.13, 0.2],
    [0.95, 0.22, 0.15],
    [1.6, 0.1, 0.24],
  ] as const) {
    fill(canvas, pose, ellipse(x, y, size, 0.022), cloud);
    fill(canvas, pose, ellipse(x + 0.05, y - 0.025, size * 0.55, 0.025), cloud);
  }
  return canvas;
}

/** The background at a moment: a copy of the sky, and three ranges of hills that pass at their own speeds. */
export function drawScene(sky: Canvas, seconds: number): Canvas {
  const canvas = { ...sky, data: sky.data.slice() };
  ranges.forEach((hills, i) => {
    paintHills(canvas, hills, rangeColours[i]!, seconds);
  });
  return canvas;
}
