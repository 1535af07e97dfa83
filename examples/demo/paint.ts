/** Pixels being painted: RGB, interleaved, rows without padding. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** Where a drawing's own coordinates lie on the canvas: its origin, pixels per unit, and its turn clockwise. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly unit: number;
  readonly cos: number;
  readonly sin: number;
}

/** A shape in the drawing's coordinates: a box that holds it, and the distance to its edge, negative inside. */
export interface Shape {
  readonly x: number;
  readonly y: number;
  readonly reachX: number;
  readonly reachY: number;
  readonly distance: (x: number, y: number) => number;
}

/** Brightness `base + right * u + down * v - rim * (u² + v²)`, u and v from the shape's middle, ±1 at its reach. */
export interface Tone {
  readonly base: number;
  readonly right: number;
  readonly down: number;
  readonly rim: number;
}

export interface Paint {
  readonly colour: Colour;
  /** 0..1; 1 when absent. */
  readonly opacity?: number;
  /** Width of a soft edge in units; absent: one pixel, antialiased. */
  readonly soft?: number;
  /** Brightness over the shape; 1 everywhere when absent. */
  readonly tone?: Tone;
}

export function newCanvas(width: number, height: number): Canvas {
  return { width, height, data: new Uint8Array(width * height * 3) };
}

export const toCanvas = (pose: Pose, x: number, y: number): readonly [x: number, y: number] => [
  pose.x + pose.unit * (pose.cos * x - pose.sin * y),
  pose.y + pose.unit * (pose.sin * x + pose.cos * y),
];

const toByte = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0);

/** An ellipse; the distance is exact on the edge and close to it. */
export function ellipse(x: number, y: number, rx: number, ry: number): Shape {
  const distance = (px: number, py: number): number => {
    const ax = (px - x) / rx;
    const ay = (py - y) / ry;
    const radius = Math.sqrt(ax * ax + ay * ay);
    const gx = ax / rx;
    const gy = ay / ry;
    const slope = Math.sqrt(gx * gx + gy * gy);
    return slope === 0 ? -Math.min(rx, ry) : ((radius - 1) * radius) / slope;
  };
  return { x, y, reachX: rx, reachY: ry, distance };
}

/** The part of `shape` that is not in `hole`. */
export function without(shape: Shape, hole: Shape): Shape {
  return { ...shape, distance: (x, y) => Math.max(shape.distance(x, y), -hole.distance(x, y)) };
}

/** What lies in both. */
export function within(shape: Shape, other: Shape): Shape {
  return { ...shape, distance: (x, y) => Math.max(shape.distance(x, y), other.distance(x, y)) };
}

/** Between two parabolas that meet in (x ± half, y): their greatest depths below that line are `top` and `bottom`. */
export function crescent(x: number, y: number, half: number, top: number, bottom: number): Shape {
  const distance = (px: number, py: number): number => {
    const across = (px - x) / half;
    const bow = 1 - across * across;
    const edge = Math.max(py - y - bottom * bow, y + top * bow - py);
    const slope = (2 * across * (py - y > (top + bottom) * 0.5 * bow ? bottom : top)) / half;
    return Math.max(edge / Math.sqrt(1 + slope * slope), Math.abs(px - x) - half);
  };
  return { x, y: y + (top + bottom) / 2, reachX: half, reachY: Math.abs(bottom) + Math.abs(top), distance };
}

const plain: Tone = { base: 1, right: 0, down: 0, rim: 0 };

/** Distances are close to true ones: this part of one may be skipped without asking again. */
const sureStep = 0.4;

/** Paints `shape`, placed by `pose`, over what is there. Only + - * / and square roots: the same on every machine. */
export function fill(canvas: Canvas, pose: Pose, shape: Shape, paint: Paint): void {
  const { width, height } = canvas;
  const soft = paint.soft ?? 0;
  const reachX = shape.reachX + soft;
  const reachY = shape.reachY + soft;
  const [middleX, middleY] = toCanvas(pose, shape.x, shape.y);
  const spanX = pose.unit * (Math.abs(pose.cos) * reachX + Math.abs(pose.sin) * reachY) + 1;
  const spanY = pose.unit * (Math.abs(pose.sin) * reachX + Math.abs(pose.cos) * reachY) + 1;
  const x0 = Math.max(0, Math.floor(middleX - spanX));
  const x1 = Math.min(width - 1, Math.ceil(middleX + spanX));
  const y0 = Math.max(0, Math.floor(middleY - spanY));
  const y1 = Math.min(height - 1, Math.ceil(middleY + spanY));
  const edge = soft > 0 ? soft : 1 / pose.unit;
  const brush = brushFor(pose, shape, paint);
  for (let py = y0; py <= y1; py += 1) {
    for (let px = x0; px <= x1; ) {
      const dx = (px - pose.x) / pose.unit;
      const dy = (py - pose.y) / pose.unit;
      const distance = shape.distance(pose.cos * dx + pose.sin * dy, pose.cos * dy - pose.sin * dx);
      const inside = 0.5 - distance / edge;
      const sure = Math.abs(distance) - edge;
      const run = sure > 0 ? Math.max(1, Math.floor(sure * pose.unit * sureStep)) : 1;
      const end = Math.min(x1 + 1, px + run);
      if (inside > 0) paintRun(canvas, brush, px, end, py, Math.min(1, inside));
      px = end;
    }
  }
}

/** A paint made ready: tone coordinates as straight functions of canvas pixels. */
interface Brush extends Tone {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly opacity: number;
  readonly uAtOrigin: number;
  readonly uStepX: number;
  readonly uStepY: number;
  readonly vAtOrigin: number;
  readonly vStepX: number;
  readonly vStepY: number;
}

function brushFor(pose: Pose, shape: Shape, paint: Paint): Brush {
  const [red, green, blue] = paint.colour;
  const { base, right, down, rim } = paint.tone ?? plain;
  const uStepX = pose.cos / (pose.unit * shape.reachX);
  const uStepY = pose.sin / (pose.unit * shape.reachX);
  const vStepX = -pose.sin / (pose.unit * shape.reachY);
  const vStepY = pose.cos / (pose.unit * shape.reachY);
  const uAtOrigin = -pose.x * uStepX - pose.y * uStepY - shape.x / shape.reachX;
  const vAtOrigin = -pose.x * vStepX - pose.y * vStepY - shape.y / shape.reachY;
  const opacity = paint.opacity ?? 1;
  return { red, green, blue, opacity, base, right, down, rim, uAtOrigin, uStepX, uStepY, vAtOrigin, vStepX, vStepY };
}

/** Blends the pixels px..end-1 of a row, all covered alike. */
function paintRun(canvas: Canvas, brush: Brush, px: number, end: number, py: number, cover: number): void {
  const { data } = canvas;
  const { red, green, blue, base, right, down, rim, uStepX, vStepX } = brush;
  const alpha = cover * brush.opacity;
  const rest = 1 - alpha;
  let u = brush.uAtOrigin + px * uStepX + py * brush.uStepY;
  let v = brush.vAtOrigin + px * vStepX + py * brush.vStepY;
  let at = (py * canvas.width + px) * 3;
  for (let x = px; x < end; x += 1) {
    const tone = alpha * (base + right * u + down * v - rim * (u * u + v * v));
    data[at] = toByte(data[at]! * rest + red * tone);
    data[at + 1] = toByte(data[at + 1]! * rest + green * tone);
    data[at + 2] = toByte(data[at + 2]! * rest + blue * tone);
    u += uStepX;
    v += vStepX;
    at += 3;
  }
}
