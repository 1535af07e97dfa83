import { SingleBar } from 'cli-progress';
import type { Progress } from '../../../gpu-worker/ports.ts';

export interface ProgressView {
  update(progress: Progress): void;
  /** A line above the bar. */
  say(text: string): void;
  stop(): void;
}

/** A bar with frames/s and time left on a terminal, a line every two seconds in a pipe. Writes to stderr. */
export function showProgress(stream: NodeJS.WriteStream, now: () => number = () => performance.now()): ProgressView {
  return stream.isTTY ? terminalBar(stream, now) : plainLines(stream, now);
}

/** Frames a second since the first frame, and seconds left. */
function rate(progress: Progress, startedAt: number, now: number): { fps: number; leftS: number | undefined } {
  const elapsedS = (now - startedAt) / 1000;
  const fps = elapsedS > 0 ? progress.framesDone / elapsedS : 0;
  const { framesTotal } = progress;
  return { fps, leftS: framesTotal === undefined || fps === 0 ? undefined : (framesTotal - progress.framesDone) / fps };
}

function terminalBar(stream: NodeJS.WriteStream, now: () => number): ProgressView {
  const bar = new SingleBar({
    stream,
    format: '  {bar} {percentage} % | {value}/{total} frames | {fps} frames/s | {left} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: false,
  });
  let startedAt: number | undefined;
  return {
    update(progress) {
      if (startedAt === undefined) {
        startedAt = now();
        bar.start(progress.framesTotal ?? progress.framesDone, 0, { fps: '–', left: '–' });
      }
      const { fps, leftS } = rate(progress, startedAt, now());
      bar.setTotal(Math.max(progress.framesTotal ?? 0, progress.framesDone));
      const left = leftS === undefined ? '–' : `${Math.ceil(leftS)} s`;
      bar.update(progress.framesDone, { fps: fps.toFixed(1), left });
    },
    say(text) {
      if (startedAt !== undefined) bar.stop();
      startedAt = undefined;
      stream.write(`${text}\n`);
    },
    stop: () => bar.stop(),
  };
}

function plainLines(stream: NodeJS.WriteStream, now: () => number): ProgressView {
  let startedAt: number | undefined;
  let spokenAt = Number.NEGATIVE_INFINITY;
  return {
    update(progress) {
      startedAt ??= now();
      const isLast = progress.framesDone === progress.framesTotal;
      if (now() - spokenAt < 2000 && !isLast) return;
      spokenAt = now();
      const { fps, leftS } = rate(progress, startedAt, now());
      const left = leftS === undefined ? '' : `, ${Math.ceil(leftS)} s left`;
      stream.write(
        `  ${progress.framesDone}/${progress.framesTotal ?? '?'} frames, ${fps.toFixed(1)} frames/s${left}\n`,
      );
    },
    say: (text) => void stream.write(`${text}\n`),
    stop: () => undefined,
  };
}
