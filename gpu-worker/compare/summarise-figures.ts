import type { FrameDifference } from './compare-frames.ts';
import {
  type FigureName,
  type FrameFigures,
  figuresOf,
  psnrOf,
  type Region,
  type RegionFigures,
  regions,
  squaresByName,
  sumIn,
} from './picture-figures.ts';
import { addSums, emptySum, type RegionSum } from './region-sum.ts';

/** One figure over all frames that have it. */
interface FigureSummary {
  /** PSNR: of the mean squared error over all samples of all frames. SSIM: the mean over frames. */
  readonly mean: number;
  readonly median: number;
  /** The frame with the least value; the first of several. */
  readonly worst: { readonly value: number; readonly frame: number; readonly timeS: number };
}

interface RegionSummary {
  /** Frames that have this region. */
  readonly frames: number;
  readonly figures: Readonly<Partial<Record<FigureName, FigureSummary>>>;
}

export interface FiguresSummary {
  readonly frames: number;
  /** Frames all of whose compared samples are equal. */
  readonly identicalFrames: number;
  readonly regions: Readonly<Partial<Record<Region, RegionSummary>>>;
}

interface FigureCount {
  readonly values: number[];
  worst: FigureSummary['worst'];
  squares: RegionSum;
}

/** Takes the figures of frames in order; keeps a number a figure, region and frame. */
interface FiguresCollector {
  /** @returns the frame's own figures */
  add(frame: number, timeS: number, difference: FrameDifference): FrameFigures;
  summary(): FiguresSummary;
}

export function collectFigures(): FiguresCollector {
  const counts = new Map<Region, { frames: number; readonly byName: Map<FigureName, FigureCount> }>();
  let frames = 0;
  let identicalFrames = 0;
  const addRegion = (
    region: Region,
    figures: RegionFigures,
    at: { frame: number; timeS: number },
    from: FrameDifference,
  ) => {
    const count = counts.get(region) ?? { frames: 0, byName: new Map<FigureName, FigureCount>() };
    counts.set(region, count);
    count.frames += 1;
    const squares = squaresByName(from);
    for (const name of figureNames) {
      const value = figures[name];
      if (value === undefined) continue;
      const known = count.byName.get(name) ?? { values: [], worst: { value, ...at }, squares: emptySum };
      count.byName.set(name, known);
      known.values.push(value);
      if (value < known.worst.value) known.worst = { value, ...at };
      const split = name === 'ssim' ? undefined : squares.get(name);
      if (split !== undefined) known.squares = addSums(known.squares, sumIn(split, region));
    }
  };
  return {
    add(frame, timeS, difference) {
      const figures = figuresOf(difference);
      frames += 1;
      if (difference.planes.every(({ squares }) => squares.whole.sum === 0)) identicalFrames += 1;
      for (const region of regions) {
        const own = figures[region];
        if (own !== undefined) addRegion(region, own, { frame, timeS }, difference);
      }
      return figures;
    },
    summary() {
      const summaries: Partial<Record<Region, RegionSummary>> = {};
      for (const [region, count] of counts) {
        const figures: Partial<Record<FigureName, FigureSummary>> = {};
        for (const [name, { values, worst, squares }] of count.byName) {
          const mean = name === 'ssim' ? meanOf(values) : (psnrOf(squares) ?? Number.POSITIVE_INFINITY);
          figures[name] = { mean, median: medianOf(values), worst };
        }
        summaries[region] = { frames: count.frames, figures };
      }
      return { frames, identicalFrames, regions: summaries };
    },
  };
}

/** In the order in which they are shown. */
export const figureNames = ['y', 'u', 'v', 'r', 'g', 'b', 'all', 'ssim'] as const satisfies readonly FigureName[];

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of an even number of values, the mean of the two in the middle. */
function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  return low === high ? low : (low + high) / 2;
}
