import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { showProgress } from '../../../bin/commands/local/show-progress.ts';

/** A stream, and what was written to it. */
function streamOf<T extends object>(kind: T) {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), kind);
  stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  return { stream, written };
}

const pipe = () => streamOf({ isTTY: false });
/** What the bar asks of a terminal beside writing. */
const terminal = () =>
  streamOf({ isTTY: true, columns: 200, cursorTo: () => true, clearLine: () => true, moveCursor: () => true });

/** What stood on the terminal's lines last, without the codes between. */
const readable = (written: readonly string[]) => stripVTControlCharacters(written.join(''));

describe('showProgress in a pipe', () => {
  it('writes a line every two seconds and one at the end, with speed and time left', () => {
    const { stream, written } = pipe();
    let nowMs = 0;
    const view = showProgress(stream, () => nowMs);
    for (let framesDone = 1; framesDone <= 100; framesDone += 1) {
      nowMs += 50;
      view.update({ framesDone, framesTotal: 100 });
    }
    expect(written.join('')).toBe(
      '  40/100 frames, 20.0 frames/s, 3 s left\n  80/100 frames, 20.0 frames/s, 1 s left\n  100/100 frames, 20.0 frames/s\n',
    );
  });

  it('says nothing about speed before it knows, and lives without a total', () => {
    const { stream, written } = pipe();
    let nowMs = 0;
    const view = showProgress(stream, () => nowMs);
    nowMs = 3000;
    view.update({ framesDone: 1, framesTotal: undefined });
    expect(written.join('')).toBe('  1/? frames\n');
  });
});

describe('showProgress on a terminal', () => {
  it('draws a bar with frames/s and time left, from the beginning again in another attempt', () => {
    const { stream, written } = terminal();
    let nowMs = 0;
    const view = showProgress(stream, () => nowMs);
    const show = (atMs: number, framesDone: number, framesTotal: number | undefined = 100) => {
      nowMs = atMs;
      view.update({ framesDone, framesTotal });
    };
    show(1000, 10);
    expect(readable(written)).toMatch(/█░+ 10 % \| 10\/100 frames \| – frames\/s \| – left/);
    show(2000, 15);
    show(3000, 25);
    view.stop();
    expect(readable(written)).toContain(' 25 % | 25/100 frames | 7.5 frames/s | 10 s left');

    written.length = 0;
    show(4000, 40);
    show(5000, 2);
    show(6000, 5);
    view.say('Something happened.');
    expect(readable(written)).toMatch(
      / 5 % \| 5\/100 frames \| 3\.0 frames\/s \| 32 s left\s*\nSomething happened\.\n$/,
    );
  });

  it('lives without a total, and leaves the cursor as it was', () => {
    const { stream, written } = terminal();
    let nowMs = 0;
    const view = showProgress(stream, () => nowMs);
    for (const framesDone of [3, 6, 9]) {
      nowMs += 1000;
      view.update({ framesDone, framesTotal: undefined });
    }
    view.stop();
    view.stop();
    expect(readable(written)).toContain('| 9/9 frames | 3.0 frames/s | – left');
    expect(written.join('').lastIndexOf('\u001B[?25h')).toBeGreaterThan(written.join('').lastIndexOf('\u001B[?25l'));
  });
});
