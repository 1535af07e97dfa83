import type { TargetFace } from '../../../gpu-worker/faces/face-stages.ts';
import { fitSimilarity } from '../../../gpu-worker/faces/similarity.ts';
import type { Point } from '../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../gpu-worker/pixels/open-frame.ts';
import { patterned, rgbLayout } from '../media/patterns.ts';

/** The table of docs/model-contracts.md §2, written down a second time. */
const templates = {
  arcface_112_v1: '.35473214 .45658929 .64526786 .45658929 .5 .61154464 .37913393 .776875 .62086607 .776875',
  arcface_112_v2: '.34191607 .46157411 .65653393 .45983393 .500225 .64050536 .37097589 .82469196 .63151696 .82325089',
  arcface_128: '.36167656 .40387734 .63696719 .40235469 .50019687 .56044219 .38710391 .72160547 .61507734 .72034453',
  ffhq_512: '.37691676 .46864664 .62285697 .46912813 .50123859 .61331904 .39308822 .725411 .61150205 .72490465',
  mtcnn_512: '.36562865 .46733799 .63305391 .46585885 .50019127 .61942959 .39032951 .77598822 .61178945 .77476328',
} as const;
export type TemplateName = keyof typeof templates;
export const templateNames = ['arcface_112_v1', 'arcface_112_v2', 'arcface_128', 'ffhq_512', 'mtcnn_512'] as const;

const [width, height] = [320, 240];
const points: readonly Point[] = [
  { x: 125, y: 100 },
  { x: 190, y: 104 },
  { x: 156, y: 140 },
  { x: 129, y: 168 },
  { x: 184, y: 171 },
];
const picture = patterned(width, height);

/** A frame with one face, as processors get it; its pixels are not alike anywhere. */
export function frameWithFace() {
  const face: TargetFace = {
    ...{ box: { x1: 100, y1: 60, x2: 220, y2: 200 }, score: 0.9, points, treatment: 'process' },
    applied: [],
    pasteBoxes: [],
  };
  const timings = { detectMs: 0, steps: {}, pasteMs: 0, inferenceMs: 0 };
  return { face, work: { frame: openFrame(picture.slice(), rgbLayout(width, height)), timings } };
}

/** Level of a pixel of the aligned face, worked out by hand: bilinear, pixel centres whole, rounded. */
export type AlignedLevel = (x: number, y: number, channel: number) => number;

/** @param off by how much of a pixel the crop is moved */
export function alignedFace(template: TemplateName, size: number, off = 0): AlignedLevel {
  const numbers = templates[template].split(' ').map(Number);
  const targets = points.map((_, i) => ({ x: (numbers[2 * i] ?? 0) * size, y: (numbers[2 * i + 1] ?? 0) * size }));
  const [a, b, tx, , , ty] = fitSimilarity(points, targets);
  const square = a * a + b * b;
  const within = (at: number, end: number): number => Math.min(end - 1, Math.max(0, at));
  return (x, y, channel) => {
    const at = (px: number, py: number): number =>
      picture[3 * (within(py, height) * width + within(px, width)) + channel] ?? Number.NaN;
    const [u, v] = [x - tx - off, y - ty - off];
    // The matrix is [a b; -b a]: turned back by its transpose.
    const [sx, sy] = [(a * u - b * v) / square, (b * u + a * v) / square];
    const [left, top] = [Math.floor(sx), Math.floor(sy)];
    const [fx, fy] = [sx - left, sy - top];
    const above = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    const below = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
    return Math.round(above * (1 - fy) + below * fy);
  };
}

/** Mean difference of a made face to what it should be, in levels; some thousand places of it are looked at. */
export function meanOff(made: Float32Array | undefined, size: number, expected: AlignedLevel): number {
  const count = 3 * size * size;
  const step = Math.max(41, Math.floor(count / 8000)) | 1;
  let [sum, places] = [0, 0];
  for (let at = 0; at < count; at += step, places += 1) {
    const [x, y, channel] = [at % size, Math.floor(at / size) % size, Math.floor(at / (size * size))];
    sum += Math.abs((made?.[at] ?? Number.NaN) - expected(x, y, channel));
  }
  return sum / places;
}
