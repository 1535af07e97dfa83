import { wholeDurationText } from '../../../functions/notify/duration-text.ts';
import type { Phase, Progress } from '../../../gpu-worker/phases.ts';
import { fitText, textWidth } from './fit-text.ts';

/** Progress of a named file, with what is known of its speed. */
export interface ShownProgress extends Progress {
  readonly name: string;
  /** Of this phase; undefined until there is something to measure. */
  readonly framesPerS: number | undefined;
  readonly leftS: number | undefined;
  /** Since the phase began. */
  readonly elapsedS: number;
}

/** What goes on, where no frames are counted or they are not the result's. */
const phaseWords = {
  reading: 'reading',
  models: 'loading models',
  photos: 'looking at the photos',
  'first-pass': 'first pass',
  frames: '',
  writing: 'writing the result',
} as const satisfies Record<Phase, string>;

const bar = { least: 8, most: 40 };
/** Seconds after which a phase without frames tells how long it has taken. */
const tellElapsedS = 2;

/** One line for a terminal: the file, what is done to it, a bar, speed and time left; narrow ones leave out the most. */
export function progressLine(shown: ShownProgress, columns: number): string {
  const most = Math.max(1, columns - 1);
  const name = fitText(shown.name, Math.max(8, Math.floor(columns / 4)));
  const head = ['', name, phaseWords[shown.phase]].filter((part, at) => at === 0 || part !== '').join('  ');
  if (!countsFrames(shown)) {
    const elapsed = shown.elapsedS < tellElapsedS ? '' : ` ${wholeDurationText(shown.elapsedS)}`;
    return fitText(`${head} …${elapsed}`, most);
  }
  const { percent, count, rate, left } = figuresOf(shown);
  const tails = [[percent, count, rate, left], [percent, count, left], [percent, left], [percent]];
  const joined = tails.map((tail) => tail.filter((part) => part !== '').join(' | '));
  for (const [at, tail] of joined.entries()) {
    const room = most - textWidth(head) - textWidth(tail) - 4;
    if (percent !== '' && room >= bar.least) return `${head}  ${barOf(shown, Math.min(room, bar.most))}  ${tail}`;
    // Time left is worth more than a bar.
    if ((at >= 2 || percent === '') && room >= -2) return `${head}  ${tail}`;
  }
  return fitText(`  ${percent}`, most);
}

/** The same for a pipe: no bar, nothing left out. */
export function progressText(shown: ShownProgress): string {
  const words = phaseWords[shown.phase];
  const name = shown.name === '' ? '' : `${fitText(shown.name, 200)}: `;
  if (!countsFrames(shown)) return `  ${name}${words}`;
  const isLast = shown.framesDone === shown.framesTotal;
  const { count, rate, left } = figuresOf(shown);
  return `  ${name}${[words, count, rate, isLast ? '' : left].filter((part) => part !== '').join(', ')}`;
}

const countsFrames = ({ phase }: Progress): boolean => phase === 'first-pass' || phase === 'frames';

function figuresOf({ framesDone, framesTotal, framesPerS, leftS }: ShownProgress) {
  const share = framesTotal === undefined || framesTotal === 0 ? undefined : framesDone / framesTotal;
  return {
    percent: share === undefined ? '' : `${Math.floor(100 * share)} %`,
    count: `${framesDone}/${framesTotal ?? '?'} frames`,
    rate: framesPerS === undefined ? '' : `${framesPerS.toFixed(1)} frames/s`,
    left: leftS === undefined ? '' : `${wholeDurationText(Math.ceil(leftS))} left`,
  };
}

function barOf({ framesDone, framesTotal }: ShownProgress, width: number): string {
  const full = framesTotal === undefined || framesTotal === 0 ? 0 : Math.floor((width * framesDone) / framesTotal);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
