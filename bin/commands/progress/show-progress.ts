import { SingleBar } from 'cli-progress';
import { atPhase, type Phase, type Progress } from '../../../gpu-worker/phases.ts';
import { progressLine, progressText, type ShownProgress } from './progress-line.ts';

export interface ProgressView {
  /** What is worked on from now on, by its file's name: it is being read. */
  begin(name: string): void;
  update(progress: Progress): void;
  /** A line above the bar. */
  say(text: string): void;
  stop(): void;
}

/** Where progress is written to. */
type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

const defaultColumns = 80;
const lineEveryMs = 2000;

/**
 * What goes on, from the first second: one line that changes on a terminal, a line a phase and every two seconds in a
 * pipe and on a terminal that cannot go back. Nothing of it is coloured. Writes to stderr.
 * @param terminal the terminal's name, as TERM says it
 */
export function showProgress(
  stream: Stream,
  now: () => number = () => performance.now(),
  terminal: string | undefined = process.env.TERM,
): ProgressView {
  return stream.isTTY === true && terminal !== 'dumb' ? terminalLine(stream, now) : plainLines(stream, now);
}

/** Shows nothing. */
export const noProgress: ProgressView = {
  begin: () => undefined,
  update: () => undefined,
  say: () => undefined,
  stop: () => undefined,
};

/** Follows the progress of one file after the other, and measures how fast frames come, from each phase's first on. */
function follow(now: () => number) {
  let name = '';
  let last = atPhase('reading');
  let since = { atMs: now(), framesDone: 0 };
  return {
    begin(next: string): void {
      name = next;
      last = atPhase('reading');
      since = { atMs: now(), framesDone: 0 };
    },
    /** @returns whether a phase begins; one with fewer frames than before is that of a new attempt */
    update(progress: Progress): boolean {
      const isNew = progress.phase !== last.phase || progress.framesDone < last.framesDone;
      if (isNew || (last.framesDone === 0 && progress.framesDone > 0))
        since = { atMs: now(), framesDone: progress.framesDone };
      last = progress;
      return isNew;
    },
    shown(): ShownProgress {
      const { framesDone, framesTotal } = last;
      const elapsedS = (now() - since.atMs) / 1000;
      const made = framesDone - since.framesDone;
      const framesPerS = elapsedS < 0.2 || made === 0 ? undefined : made / elapsedS;
      const isKnown = framesTotal !== undefined && framesPerS !== undefined && framesPerS > 0;
      return {
        ...last,
        ...{ name, elapsedS, framesPerS },
        leftS: isKnown ? (framesTotal - framesDone) / framesPerS : undefined,
      };
    },
  };
}

function terminalLine(stream: Stream, now: () => number): ProgressView {
  const progress = follow(now);
  const line = new SingleBar({
    stream,
    format: () => progressLine(progress.shown(), stream.columns ?? defaultColumns),
    hideCursor: true,
    clearOnComplete: true,
  });
  let isShown = false;
  const hide = (): void => {
    if (isShown) line.stop();
    isShown = false;
  };
  const show = (): void => {
    if (isShown) line.update(0);
    else line.start(1, 0);
    isShown = true;
  };
  return {
    begin(name) {
      progress.begin(name);
      show();
    },
    update(next) {
      progress.update(next);
      show();
    },
    say(text) {
      hide();
      stream.write(printable(text));
    },
    stop: hide,
  };
}

function plainLines(stream: Stream, now: () => number): ProgressView {
  const progress = follow(now);
  let spokenAtMs = now();
  let phase: Phase = 'reading';
  const speak = (): void => {
    spokenAtMs = now();
    stream.write(`${progressText(progress.shown())}\n`);
  };
  return {
    begin(name) {
      progress.begin(name);
      speak();
    },
    update(next) {
      // Between photos and frames the source is read once more, which is no news; after frames it is a new attempt.
      const isAgain = next.phase === 'reading' && (phase === 'models' || phase === 'photos');
      const isNew = progress.update(next) && !isAgain;
      phase = next.phase;
      const countsFrames = next.framesTotal !== undefined || next.framesDone > 0;
      const isLast = countsFrames && next.framesDone === next.framesTotal;
      // Frames speak for themselves once there is something to say of them.
      const isDue = now() - spokenAtMs >= lineEveryMs;
      if (countsFrames ? isLast || isDue : isNew) speak();
    },
    say: (text) => void stream.write(printable(text)),
    stop: () => undefined,
  };
}

/** Lines for a terminal: what a file's name may hold besides letters does nothing to it. */
export const printable = (text: string): string => `${text.replace(/[^\P{Cc}\n]/gu, '?')}\n`;
