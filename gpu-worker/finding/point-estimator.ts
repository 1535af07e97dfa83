import { fitSimilarity } from '../faces/similarity.ts';
import { templatePoints } from '../faces/templates.ts';
import { type ModelFile, openModel } from '../models/model-contract.ts';
import { noPicture } from '../models/model-facts.ts';
import { defineRole } from '../models/role.ts';
import { applyAffine, type Point } from '../pixels/geometry.ts';
import { mapPointsBack, pointCount } from './map-points-back.ts';

/** The one estimator. */
export const estimatorName = 'fan_68_5';

/** Makes 68 points of five, without looking at the picture. */
interface PointEstimator {
  /** 68 points in the coordinates of the five; undefined when the model gave no usable numbers. */
  estimate(points: readonly Point[]): Promise<Point[] | undefined>;
  close(): Promise<void>;
}

/** Loads fan_68_5 (docs/model-contracts.md §3). Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
async function openPointEstimator(...from: ModelFile): Promise<PointEstimator> {
  const dims = [1, 5, 2];
  const contract = { inputs: [{ name: 'input', dims }], outputs: [{ dims: [1, pointCount, 2] }] };
  const session = await openModel(contract, ...from);
  const input = new Float32Array(10);
  const feeds = { input: { data: input, dims } };
  const unit = templatePoints('ffhq_512', 1);
  return {
    async estimate(points) {
      const matrix = fitSimilarity(points, unit);
      points.forEach((point, i) => {
        const { x, y } = applyAffine(matrix, point);
        input[2 * i] = x;
        input[2 * i + 1] = y;
      });
      const [output] = await session.run(feeds);
      return output && mapPointsBack(output, 2, 1, matrix);
    },
    close: () => session.close(),
  };
}

export const estimatorRole = defineRole('estimator', (_: unknown, ...from) => openPointEstimator(...from), {
  section: '§3',
  shown: () => noPicture,
});
