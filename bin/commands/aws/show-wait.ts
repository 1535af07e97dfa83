import { wholeDurationText } from '../../../functions/notify/duration-text.ts';
import { fitText } from '../progress/fit-text.ts';

/** Of a line that was longer before. */
const eraseRest = '\x1b[K';

/** What is known while somebody waits: with for how long on a terminal, once in a pipe. */
export function showWait(stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }) {
  let sinceMs: number | undefined;
  return {
    wait(what: string): void {
      const isFirst = sinceMs === undefined;
      sinceMs ??= performance.now();
      const waited = wholeDurationText((performance.now() - sinceMs) / 1000);
      if (stream.isTTY)
        stream.write(`\r  ${fitText(`${what}, ${waited}`, Math.max(8, (stream.columns ?? 80) - 3))}${eraseRest}`);
      else if (isFirst) stream.write(`  ${what}\n`);
    },
    stop(): void {
      if (sinceMs !== undefined && stream.isTTY) stream.write('\n');
      sinceMs = undefined;
    },
  };
}
