import type { FrameDifference, PlaneName } from './compare-frames.ts';
import { outsideOf, type RegionSum, type SplitSum } from './region-sum.ts';

export const regions = ['whole', 'inside', 'outside'] as const;
export type Region = (typeof regions)[number];

/**
 * Figures of one region of one frame: peak signal-to-noise ratios in dB, `Infinity` where all samples are equal, `all`
 * over all colour samples together; and the mean structural similarity, at most 1.
 */
export type RegionFigures = Readonly<Partial<Record<PlaneName | 'all' | 'ssim', number>>>;
export type FigureName = keyof RegionFigures;

/** The figures of one frame; a region that has no samples in it has none. */
export type FrameFigures = Readonly<Partial<Record<Region, RegionFigures>>>;

/** Peak signal-to-noise ratio of 8-bit samples in dB; undefined where there are no samples. */
export function psnrOf({ count, sum }: RegionSum): number | undefined {
  if (count === 0) return undefined;
  return sum === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10((255 * 255 * count) / sum);
}

/** Squared errors by what they are of: the planes, and `all` colour samples. In RGB luma is made of the others. */
export function squaresByName({ planes }: FrameDifference): ReadonlyMap<PlaneName | 'all', SplitSum> {
  const colours = planes.some(({ name }) => name === 'r') ? planes.filter(({ name }) => name !== 'y') : planes;
  const total = (region: 'whole' | 'inside'): RegionSum => ({
    count: colours.reduce((count, { squares }) => count + squares[region].count, 0),
    sum: colours.reduce((sum, { squares }) => sum + squares[region].sum, 0),
  });
  return new Map([
    ...planes.map(({ name, squares }) => [name, squares] as const),
    ['all', { whole: total('whole'), inside: total('inside') }],
  ]);
}

export const sumIn = (split: SplitSum, region: Region): RegionSum =>
  region === 'outside' ? outsideOf(split) : split[region];

/** The figures of one frame, by region. Without boxes in it, only the whole picture has any. */
export function figuresOf(difference: FrameDifference): FrameFigures {
  const squares = squaresByName(difference);
  const hasInside = (squares.get('y')?.inside.count ?? 0) > 0;
  const figures: Partial<Record<Region, RegionFigures>> = {};
  for (const region of regions) {
    if (region !== 'whole' && !hasInside) continue;
    const found: Partial<Record<FigureName, number>> = {};
    for (const [name, split] of squares) {
      const psnr = psnrOf(sumIn(split, region));
      if (psnr !== undefined) found[name] = psnr;
    }
    const { count, sum } = sumIn(difference.ssim, region);
    if (count > 0) found.ssim = sum / count;
    if (Object.keys(found).length > 0) figures[region] = found;
  }
  return figures;
}
