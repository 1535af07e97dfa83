import { SingleBar } from 'cli-progress';
import { megabytes } from '../megabytes.ts';

/** Share of the file after which a pipe gets another line. */
const lineEvery = 0.1;

/** A bar on a terminal, a line every tenth of the file in a pipe. */
export function transferProgress(name: string, outside: { readonly isTerminal: boolean; say(text: string): void }) {
  if (outside.isTerminal) return terminalBar(name);
  let spoken = 0;
  return {
    update(done: number, total: number | undefined): void {
      if (total === undefined || done / total < spoken + lineEvery) return;
      spoken = Math.floor(done / total / lineEvery) * lineEvery;
      outside.say(`  ${name}: ${megabytes(done)} of ${megabytes(total)}\n`);
    },
    stop: (): void => undefined,
  };
}

function terminalBar(name: string) {
  const format = `  {bar} {percentage} % | ${name} | {done} of {size} | {eta_formatted} left`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  let shown = false;
  return {
    update(done: number, total: number | undefined): void {
      const figures = { done: megabytes(done), size: total === undefined ? '?' : megabytes(total) };
      if (!shown) bar.start(total ?? done, done, figures);
      shown = true;
      bar.update(done, figures);
    },
    stop(): void {
      if (shown) bar.stop();
      shown = false;
    },
  };
}
