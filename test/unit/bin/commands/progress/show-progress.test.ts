import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { showProgress } from '../../../../../bin/commands/progress/show-progress.ts';
import { atPhase } from '../../../../../gpu-worker/phases.ts';

/** A stream, and what was written to it. */
function streamOf<T extends object>(kind: T) {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), kind);
  stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  return { stream, written };
}

const pipe = () => streamOf({ isTTY: false });
/** What the line asks of a terminal beside writing. */
const terminal = (columns = 200) =>
  streamOf({ isTTY: true, columns, cursorTo: () => true, clearLine: () => true, moveCursor: () => true });

/** What stood on the terminal's lines last, without the codes between. */
const readable = (written: readonly string[]) => stripVTControlCharacters(written.join(''));

describe('showProgress in a pipe', () => {
  it('writes a line every two seconds and one at the end, with speed and time left', () => {
    const { stream, written } = pipe();
    let nowMs = 0;
    const view = showProgress(stream, () => nowMs);
    for (let framesDone = 1; framesDone <= 100; framesDone += 1) {
      nowMs += 50;
      view.update({ phase: 'frames', framesDone, framesTotal: 100 });
    }
    expect(written.join('')).toBe(
      '  40/100 frames, 20.0 frames/s, 3 s left\n  80/100 frames, 20.0 frames/s, 1 s left\n  100/100 frames, 20.0 frames/s\n',
    );
  });

  it('says at once what is read, and every phase that begins, once', () => {
    const { stream, written } = pipe();
    const view = showProgress(stream, () => 0);
    view.begin('clip.mp4');
    for (const phase of ['reading', 'models', 'photos', 'reading', 'writing', 'writing'] as const)
      view.update(atPhase(phase));
    view.begin('next.mp4');
    expect(written.join('')).toBe(
      [
        '  clip.mp4: reading',
        '  clip.mp4: loading models',
        '  clip.mp4: looking at the photos',
        '  clip.mp4: writing the result',
        '  next.mp4: reading',
        '',
      ].join('\n'),
    );
  });

  it('says nothing about speed before it knows, and lives without a total', () => {
    const { stream, written } = pipe();
    let nowMs = 0;
    const view = showProgress(stream, () => nowMs);
    nowMs = 3000;
    view.update({ phase: 'first-pass', framesDone: 1, framesTotal: undefined });
    expect(written.join('')).toBe('  first pass, 1/? frames\n');
  });

  it('tells once that the source is read, and again in another attempt', () => {
    const { stream, written } = pipe();
    const view = showProgress(stream, () => 0);
    view.begin('a.mp4');
    for (const phase of ['reading', 'models', 'photos', 'reading', 'writing', 'reading'] as const) {
      view.update({ phase, framesDone: 0, framesTotal: undefined });
    }
    const words = ['reading', 'loading models', 'looking at the photos', 'writing the result', 'reading'];
    expect(written.join('')).toBe(words.map((word) => `  a.mp4: ${word}\n`).join(''));
  });

  it('passes on nothing of a name that would move a terminal’s cursor', () => {
    const { stream, written } = pipe();
    showProgress(stream, () => 0).say('a\u001B[2J.mp4\nb\r.mp4');
    expect(written.join('')).toBe('a?[2J.mp4\nb?.mp4\n');
  });

  it('is what a terminal shows that cannot go back', () => {
    const { stream, written } = terminal();
    showProgress(stream, () => 0, 'dumb').begin('clip.mp4');
    expect(written.join('')).toBe('  clip.mp4: reading\n');
  });
});

describe('showProgress on a terminal', () => {
  /** A view at a time that the test says; it is stopped when the test ends. */
  function viewOn(columns?: number) {
    const { stream, written } = terminal(columns);
    const clock = { ms: 0 };
    const view = showProgress(stream, () => clock.ms, 'xterm');
    onTestFinished(view.stop);
    const show = (atMs: number, framesDone: number, framesTotal: number | 'unknown' = 100) => {
      clock.ms = atMs;
      view.update({ phase: 'frames', framesDone, framesTotal: framesTotal === 'unknown' ? undefined : framesTotal });
      // Draws the last state: in between it is drawn ten times a second.
      view.stop();
    };
    return { view, written, show };
  }

  it('shows the file and what is done to it before there is a frame', () => {
    const { view, written } = viewOn();
    view.begin('clip.mp4');
    expect(readable(written)).toBe('  clip.mp4  reading …');
  });

  it('draws a bar with frames/s and time left, from the beginning again in another attempt', () => {
    const { view, written, show } = viewOn();
    view.begin('clip.mp4');
    show(1000, 10);
    expect(readable(written)).toMatch(/ {2}clip\.mp4 {2}█{4}░{36} {2}10 % \| 10\/100 frames/);
    show(2000, 15);
    show(3000, 25);
    expect(readable(written)).toContain('  25 % | 25/100 frames | 7.5 frames/s | 10 s left');

    written.length = 0;
    show(4000, 40);
    show(5000, 2);
    show(6000, 5);
    view.say('Something happened.');
    expect(readable(written)).toMatch(/ 5 % \| 5\/100 frames \| 3\.0 frames\/s \| 32 s left\s*Something happened\.\n$/);
  });

  it('lives without a total, and leaves the cursor as it was', () => {
    const { view, written, show } = viewOn();
    for (const framesDone of [3, 6, 9]) show(1000 * framesDone, framesDone, 'unknown');
    view.stop();
    expect(readable(written)).toContain('  9/? frames | 1.0 frames/s');
    expect(written.join('').lastIndexOf('\u001B[?25h')).toBeGreaterThan(written.join('').lastIndexOf('\u001B[?25l'));
  });

  it('colours nothing, so that there is nothing for NO_COLOR to switch off', () => {
    const { view, written, show } = viewOn();
    view.begin('clip.mp4');
    show(1000, 10);
    view.say('Done.');
    expect(written.join('').split('\u001B').slice(1).join(' ')).not.toMatch(/\[[0-9;]*m/);
  });
});
