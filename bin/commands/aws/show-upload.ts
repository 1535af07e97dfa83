import { SingleBar } from 'cli-progress';
import { wholeDurationText } from '../../../functions/notify/duration-text.ts';
import { fitText } from '../progress/fit-text.ts';

/** Of a line that was longer before. */
const eraseRest = '\x1b[K';
const megabyte = 1_000_000;

export interface UploadView {
  update(bytesDone: number, bytesTotal: number): void;
  /** Says what is known while waiting: for how long on a terminal, once in a pipe. */
  wait(what: string): void;
  stop(): void;
}

/** Megabytes sent, then the time waited, on a terminal; single lines in a pipe. */
export function showUpload(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number },
): UploadView {
  const bar = new SingleBar({
    stream,
    format: '  {bar} {percentage} % | {value}/{total} MB | {eta_formatted} left',
    hideCursor: true,
  });
  let isShown = false;
  let waitingSince: number | undefined;
  const stop = (): void => {
    if (isShown) bar.stop();
    isShown = false;
    if (waitingSince !== undefined && stream.isTTY) stream.write('\n');
    waitingSince = undefined;
  };
  return {
    update(bytesDone, bytesTotal) {
      const [done, total] = [Math.round(bytesDone / megabyte), Math.max(1, Math.round(bytesTotal / megabyte))];
      if (!stream.isTTY) {
        if (bytesDone === bytesTotal) stream.write(`  ${done} MB uploaded\n`);
        return;
      }
      if (!isShown) bar.start(total, done);
      isShown = true;
      bar.update(done);
    },
    wait(what) {
      if (isShown) stop();
      const isFirst = waitingSince === undefined;
      waitingSince ??= performance.now();
      const waited = wholeDurationText((performance.now() - waitingSince) / 1000);
      if (stream.isTTY)
        stream.write(`\r  ${fitText(`${what}, ${waited}`, Math.max(8, (stream.columns ?? 80) - 3))}${eraseRest}`);
      else if (isFirst) stream.write(`  ${what}\n`);
    },
    stop,
  };
}
