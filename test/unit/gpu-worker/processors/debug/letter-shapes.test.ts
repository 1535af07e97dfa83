import { describe, expect, test } from 'vitest';
import { letterShapes } from '../../../../../gpu-worker/processors/debug/letter-shapes.ts';

/** A line as one sees it. */
const drawn = (line: string): string[] => {
  const shapes = letterShapes(line);
  return Array.from({ length: 7 }, (_, row) =>
    shapes
      .map(({ rows, columns }) => ((rows[row] ?? 0) + 2 ** columns).toString(2).slice(1))
      .join('0')
      .replaceAll('0', ' ')
      .replaceAll('1', '█')
      .trimEnd(),
  );
};

describe('letters of debug marks', () => {
  test('are letters that one can read', () => {
    expect(drawn('SWAP KEPT')).toEqual([
      ' ████ █   █  ███  ████      █   █ █████ ████  █████',
      '█     █   █ █   █ █   █     █  █  █     █   █   █',
      '█     █   █ █   █ █   █     █ █   █     █   █   █',
      ' ███  █ █ █ █████ ████      ██    ████  ████    █',
      '    █ █ █ █ █   █ █         █ █   █     █       █',
      '    █ █ █ █ █   █ █         █  █  █     █       █',
      '████   █ █  █   █ █         █   █ █████ █       █',
    ]);
    expect(drawn('ENHM 0OQ')).toEqual([
      '█████ █   █ █   █ █   █      ███   ███   ███',
      '█     █   █ █   █ ██ ██     █   █ █   █ █   █',
      '█     ██  █ █   █ █ █ █     █  ██ █   █ █   █',
      '████  █ █ █ █████ █ █ █     █ █ █ █   █ █   █',
      '█     █  ██ █   █ █   █     ██  █ █   █ █ █ █',
      '█     █   █ █   █ █   █     █   █ █   █ █  █',
      '█████ █   █ █   █ █   █      ███   ███   ██ █',
    ]);
    expect(drawn('#12 -5°')).toEqual([
      ' █ █   █   ███          █████  ██',
      ' █ █  ██  █   █         █     █  █',
      '█████  █      █         ████  █  █',
      ' █ █   █     █      ███     █  ██',
      '█████  █    █               █',
      ' █ █   █   █            █   █',
      ' █ █  ███ █████          ███',
    ]);
  });

  test('no two are alike', () => {
    const all = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+#°?… ');
    const shapes = new Map<string, string>();
    for (const letter of all) {
      const shape = drawn(letter).join('\n');
      expect(shapes.get(shape), letter).toBeUndefined();
      shapes.set(shape, letter);
    }
  });

  test('small ones are capitals, accents are left out, and what has no shape is a question mark', () => {
    expect(letterShapes('Zoë')).toEqual(letterShapes('ZOE'));
    expect(letterShapes('Ж')).toEqual(letterShapes('?'));
  });
});
