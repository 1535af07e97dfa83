import type { CanvasFace } from './canvas-to-stored.ts';
import { type DetectorFormat, forEachAnchor, gridLengths, strides } from './detector-anchors.ts';

export function yunetFormat(size: number): DetectorFormat {
  const groups = [
    ['cls', 1],
    ['obj', 1],
    ['bbox', 4],
    ['kps', 10],
  ] as const;
  return {
    contract: {
      inputs: [{ name: 'input', dims: [1, 3, size, size] }],
      outputs: groups.flatMap(([name, width]) =>
        strides.map((stride) => ({ name: `${name}_${stride}`, dims: [1, (size / stride) ** 2, width] })),
      ),
    },
    lengths: groups.flatMap(([, width]) => gridLengths(size, 1, width)),
    decode: decodeYunet,
  };
}

/**
 * Faces from YuNet's twelve outputs (classes, objects, boxes, points; each for strides 8, 16, 32).
 * The score is the product of class and object, as in FaceFusion; OpenCV's own YuNet takes its root.
 */
export function decodeYunet(outputs: readonly Float32Array[], size: number, least: number): CanvasFace[] {
  const faces: CanvasFace[] = [];
  strides.forEach((stride, level) => {
    const classes = outputs[level]!;
    const objects = outputs[level + 3]!;
    const boxes = outputs[level + 6]!;
    const points = outputs[level + 9]!;
    forEachAnchor(size, stride, 1, (i, x, y) => {
      const score = classes[i]! * objects[i]!;
      if (!(score >= least)) return;
      const centreX = boxes[4 * i]! * stride + x;
      const centreY = boxes[4 * i + 1]! * stride + y;
      const halfWidth = (Math.exp(boxes[4 * i + 2]!) * stride) / 2;
      const halfHeight = (Math.exp(boxes[4 * i + 3]!) * stride) / 2;
      faces.push({
        score,
        box: [centreX - halfWidth, centreY - halfHeight, centreX + halfWidth, centreY + halfHeight],
        points: Array.from({ length: 10 }, (_, k) => points[10 * i + k]! * stride + (k % 2 === 0 ? x : y)),
      });
    });
  });
  return faces;
}
