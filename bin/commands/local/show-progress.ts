import { SingleBar } from 'cli-progress';
import type { Progress } from '../../../gpu-worker/ports.ts';

export interface ProgressView {
  update(progress: Progress): void;
  /** A line above the bar. */
  say(text: string): void;
  stop(): void;
}

/** A bar with frames/s and time left on a terminal, a line every two seconds in a pipe. Writes to stderr. */
export function showProgress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
  now: () => number = () => performance.now(),
): ProgressView {
  return stream.isTTY ? terminalBar(stream, now) : plainLines(stream, now);
}

interface Rate {
  /** Frames a second since the first one; undefined until there is something to measure. */
  readonly framesPerS: number | undefined;
  readonly leftS: number | undefined;
}

/** Measures how fast frames come, from the first progress on. A smaller count than before is a new attempt. */
function frameRate(now: () => number): (progress: Progress) => Rate {
  let first: { readonly atMs: number; readonly framesDone: number } | undefined;
  return ({ framesDone, framesTotal }) => {
    if (first === undefined || framesDone < first.framesDone) first = { atMs: now(), framesDone };
    const elapsedS = (now() - first.atMs) / 1000;
    if (elapsedS < 0.2) return { framesPerS: undefined, leftS: undefined };
    const framesPerS = (framesDone - first.framesDone) / elapsedS;
    const isKnown = framesTotal !== undefined && framesPerS > 0;
    return { framesPerS, leftS: isKnown ? (framesTotal - framesDone) / framesPerS : undefined };
  };
}

function terminalBar(stream: NodeJS.WritableStream, now: () => number): ProgressView {
  const bar = new SingleBar({
    stream,
    format: '  {bar} {percentage} % | {value}/{total} frames | {rate} frames/s | {left} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: false,
  });
  let rate = frameRate(now);
  let isShown = false;
  const hide = (): void => {
    if (isShown) bar.stop();
    isShown = false;
    rate = frameRate(now);
  };
  return {
    update(progress) {
      const { framesPerS, leftS } = rate(progress);
      const shown = { rate: framesPerS?.toFixed(1) ?? '–', left: leftS === undefined ? '–' : `${Math.ceil(leftS)} s` };
      if (!isShown) bar.start(progress.framesTotal ?? progress.framesDone, progress.framesDone, shown);
      isShown = true;
      bar.setTotal(Math.max(progress.framesTotal ?? 0, progress.framesDone));
      bar.update(progress.framesDone, shown);
    },
    say(text) {
      hide();
      stream.write(`${text}\n`);
    },
    stop: hide,
  };
}

function plainLines(stream: NodeJS.WritableStream, now: () => number): ProgressView {
  const rate = frameRate(now);
  let spokenAtMs = now();
  return {
    update(progress) {
      const { framesPerS, leftS } = rate(progress);
      const isLast = progress.framesDone === progress.framesTotal;
      if (now() - spokenAtMs < 2000 && !isLast) return;
      spokenAtMs = now();
      const speed = framesPerS === undefined ? '' : `, ${framesPerS.toFixed(1)} frames/s`;
      const left = leftS === undefined || isLast ? '' : `, ${Math.ceil(leftS)} s left`;
      stream.write(`  ${progress.framesDone}/${progress.framesTotal ?? '?'} frames${speed}${left}\n`);
    },
    say: (text) => void stream.write(`${text}\n`),
    stop: () => undefined,
  };
}
