import { describe, expect, test } from 'vitest';
import { textWidth } from '../../../../../bin/commands/progress/fit-text.ts';
import { progressLine, type ShownProgress } from '../../../../../bin/commands/progress/progress-line.ts';
import { phases } from '../../../../../gpu-worker/phases.ts';

const shown: ShownProgress = {
  ...{ name: 'holiday-in-the-mountains.mp4', phase: 'frames', framesDone: 4500, framesTotal: 10_000 },
  ...{ framesPerS: 12.34, leftS: 3725, elapsedS: 365 },
};

describe('the line of progress', () => {
  test.each([
    [30, '  holiday…  ████░░░░░░░  45 %'],
    [40, '  holiday-i…  45 % | 1 h 02 min left'],
    [80, '  holiday-in-the-moun…  ████░░░░░░░  45 % | 4500/10000 frames | 1 h 02 min left'],
  ])('at %d columns', (columns, line) => {
    expect(progressLine(shown, columns)).toBe(line);
  });

  test('at 200 columns has everything', () => {
    expect(progressLine(shown, 200)).toBe(
      `  holiday-in-the-mountains.mp4  ${'█'.repeat(18)}${'░'.repeat(22)}  45 % | 4500/10000 frames | 12.3 frames/s | 1 h 02 min left`,
    );
  });

  test('never wraps, at any width, in any phase, whatever the name', () => {
    const names = [
      'a',
      'clip.mp4',
      'x'.repeat(300),
      '休日の映画.mp4'.repeat(9),
      '👩‍👩‍👧 family.mp4',
      'e\u0301'.repeat(50),
    ];
    for (let columns = 1; columns <= 220; columns += columns < 60 ? 1 : 7) {
      for (const name of names) {
        for (const phase of phases) {
          for (const framesTotal of [undefined, 0, 10_000]) {
            const line = progressLine({ ...shown, name, phase, framesTotal }, columns);
            expect(textWidth(line)).toBeLessThanOrEqual(Math.max(1, columns - 1));
          }
        }
      }
    }
  });

  test('passes on no control characters of a name', () => {
    expect(progressLine({ ...shown, name: 'a\u001B[31m\nb.mp4' }, 120)).toContain('  a?[31m?b.mp4  ');
  });

  test('tells how long a phase without frames has taken, once that is long', () => {
    expect(progressLine({ ...shown, phase: 'models', elapsedS: 1 }, 80)).toMatch(/ {2}loading models …$/);
    expect(progressLine({ ...shown, phase: 'models', elapsedS: 65 }, 80)).toMatch(/ {2}loading models … 1 min 05 s$/);
    expect(progressLine({ ...shown, phase: 'first-pass' }, 120)).toContain('  first pass  ');
  });
});
