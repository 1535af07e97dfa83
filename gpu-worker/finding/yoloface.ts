import type { CanvasFace } from './canvas-to-stored.ts';
import { type DetectorFormat, gridLengths } from './detector-anchors.ts';

/** Numbers of one candidate: centre, width and height, score, five points of x, y and confidence. */
const rows = 20;

export function yolofaceFormat(size: number): DetectorFormat {
  const candidates = candidatesOf(size);
  return {
    contract: {
      inputs: [{ name: 'input', dims: [1, 3, size, size] }],
      outputs: [{ dims: [1, rows, candidates] }],
    },
    lengths: [rows * candidates],
    decode: decodeYoloface,
  };
}

/** 8400 for 640 pixels. */
const candidatesOf = (size: number): number => gridLengths(size, 1, 1).reduce((sum, count) => sum + count, 0);

/**
 * Faces from YOLO-Face's one output, row by row over all candidates, in canvas pixels already. The score has to be
 * above `least`, not at it, and the points' confidences count for nothing: FaceFusion's `detect_with_yolo_face`
 * (face_detector.py, lines 298 to 333 at commit 01c305fa; 3.8.1 is another commit).
 */
export function decodeYoloface(outputs: readonly Float32Array[], size: number, least: number): CanvasFace[] {
  const values = outputs[0]!;
  const count = candidatesOf(size);
  const faces: CanvasFace[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = (row: number): number => values[row * count + i]!;
    const score = at(4);
    if (!(score > least)) continue;
    const [x, y, halfWidth, halfHeight] = [at(0), at(1), at(2) / 2, at(3) / 2];
    faces.push({
      score,
      box: [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight],
      points: [5, 8, 11, 14, 17].flatMap((row) => [at(row), at(row + 1)]),
    });
  }
  return faces;
}
