import type { CanvasFace } from './canvas-to-stored.ts';
import { type DetectorFormat, forEachAnchor, gridLengths, strides } from './detector-anchors.ts';

const anchorsPerCell = 2;

/** SCRFD and RetinaFace. The outputs' names are numbers that differ between exports, so only their order counts. */
export function scrfdFormat(size: number): DetectorFormat {
  const widths = [1, 4, 10];
  return {
    contract: {
      inputs: [{ name: 'input', dims: [1, 3, 'any', 'any'] }],
      outputs: widths.flatMap((width) => strides.map(() => ({ dims: ['any', width] as const }))),
    },
    lengths: widths.flatMap((width) => gridLengths(size, anchorsPerCell, width)),
    decode: decodeScrfd,
  };
}

/** Faces from the nine outputs: scores, distances to the box's sides, points; each for strides 8, 16, 32. */
export function decodeScrfd(outputs: readonly Float32Array[], size: number, least: number): CanvasFace[] {
  const faces: CanvasFace[] = [];
  strides.forEach((stride, level) => {
    const scores = outputs[level]!;
    const sides = outputs[level + 3]!;
    const points = outputs[level + 6]!;
    forEachAnchor(size, stride, anchorsPerCell, (i, x, y) => {
      const score = scores[i]!;
      if (!(score >= least)) return;
      faces.push({
        score,
        box: [
          x - sides[4 * i]! * stride,
          y - sides[4 * i + 1]! * stride,
          x + sides[4 * i + 2]! * stride,
          y + sides[4 * i + 3]! * stride,
        ],
        points: Array.from({ length: 10 }, (_, k) => points[10 * i + k]! * stride + (k % 2 === 0 ? x : y)),
      });
    });
  });
  return faces;
}
