import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { showProgress } from '../../../bin/commands/local/show-progress.ts';

/** A pipe: a stream that is no terminal. */
function pipe() {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), { isTTY: false });
  stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  return { stream, written };
}

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
