import type { Region } from '../../../gpu-worker/compare/picture-figures.ts';
import type { FiguresSummary } from '../../../gpu-worker/compare/summarise-figures.ts';
import { timeText } from '../time-text.ts';

/** What the worst frame must reach. */
export interface Gate {
  readonly region: Region;
  /** Of luma, dB. */
  readonly leastPsnr?: number | undefined;
  /** Of luma. */
  readonly leastSsim?: number | undefined;
}

/** Where the worst frame stays below the gate, each a sentence; none where it passes. */
export function gateProblems({ region, leastPsnr, leastSsim }: Gate, summary: FiguresSummary): string[] {
  const judged = [
    { name: 'PSNR of luma', unit: ' dB', least: leastPsnr, figure: summary.regions[region]?.figures.y },
    { name: 'SSIM', unit: '', least: leastSsim, figure: summary.regions[region]?.figures.ssim },
  ];
  return judged.flatMap(({ name, unit, least, figure }) => {
    if (least === undefined) return [];
    const asked = `at least ${least}${unit} was asked for`;
    if (figure === undefined) return [`There is no ${name} ${regionWords[region]} to judge; ${asked}.`];
    const { value, frame, timeS } = figure.worst;
    if (value >= least) return [];
    const found = `${value.toFixed(4)}${unit} in frame ${frame} (${timeText(timeS)})`;
    return [`The ${name} ${regionWords[region]} falls to ${found}; ${asked}.`];
  });
}

const regionWords = {
  whole: 'of the whole picture',
  inside: 'inside the face boxes',
  outside: 'outside the face boxes',
} as const satisfies Record<Region, string>;
