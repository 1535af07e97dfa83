import { gridSize, type LandmarkerKind } from './landmarker-kind.ts';
import { mapPointsBack, pointCount } from './map-points-back.ts';

/** A mean peak of the heatmaps from which the score is 1. */
const fullPeak = 0.9;

/** 2dfan4 (docs/model-contracts.md §3): points and a third number each; a heatmap a point tells how sure it is. */
export const fan4: LandmarkerKind = {
  outputs: [{ dims: [1, pointCount, 3] }, { dims: [1, pointCount, gridSize, gridSize] }],
  read([landmarks, heatmaps], matrix, cropSize) {
    if (landmarks === undefined || heatmaps === undefined) return undefined;
    const points68 = mapPointsBack(landmarks, 3, cropSize / gridSize, matrix);
    const peak = meanPeak(heatmaps);
    if (points68 === undefined || !Number.isFinite(peak)) return undefined;
    return { points68, score: Math.min(1, Math.max(0, peak / fullPeak)) };
  },
};

function meanPeak(heatmaps: Float32Array): number {
  const plane = gridSize * gridSize;
  let sum = 0;
  for (let point = 0; point < pointCount; point += 1) {
    let peak = Number.NEGATIVE_INFINITY;
    for (let i = point * plane; i < (point + 1) * plane; i += 1) if (heatmaps[i]! > peak) peak = heatmaps[i]!;
    sum += peak;
  }
  return sum / pointCount;
}
