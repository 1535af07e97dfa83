import { type FigureName, type FrameFigures, regions } from '../../../gpu-worker/compare/picture-figures.ts';
import { type FiguresSummary, figureNames } from '../../../gpu-worker/compare/summarise-figures.ts';
import { columns } from '../columns.ts';
import { timeText } from '../time-text.ts';

export const figureTitles = {
  y: 'PSNR luma, dB',
  u: 'PSNR U, dB',
  v: 'PSNR V, dB',
  r: 'PSNR red, dB',
  g: 'PSNR green, dB',
  b: 'PSNR blue, dB',
  all: 'PSNR all, dB',
  ssim: 'SSIM luma',
} as const satisfies Record<FigureName, string>;

const regionTitles = { whole: 'whole picture', inside: 'inside boxes', outside: 'outside boxes' } as const;

/** One frame's figures, for JSON. */
export interface ComparedRow {
  readonly frame: number;
  readonly timeS: number;
  readonly faces: number;
  readonly figures: FrameFigures;
}

/** The summary as a table: a line a region and figure. */
export function compareTable(summary: FiguresSummary): string {
  const rows = [['region', 'figure', 'mean', 'median', 'worst', 'in']];
  for (const region of regions) {
    const own = summary.regions[region];
    if (own === undefined) continue;
    for (const name of figureNames) {
      const figure = own.figures[name];
      if (figure === undefined) continue;
      const { mean, median, worst } = figure;
      const told = [mean, median, worst.value].map((value) => figureText(name, value));
      rows.push([regionTitles[region], figureTitles[name], ...told, `frame ${worst.frame}, ${timeText(worst.timeS)}`]);
    }
  }
  return columns(rows);
}

const figureText = (name: FigureName, value: number): string =>
  value === Number.POSITIVE_INFINITY ? '∞' : value.toFixed(name === 'ssim' ? 4 : 2);

/** JSON has no infinity: equal samples have the PSNR `"inf"`, as ffmpeg writes it. */
export const asJsonFigure = (_key: string, value: unknown): unknown =>
  value === Number.POSITIVE_INFINITY ? 'inf' : value;
