import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { debugItems } from '../../../contract/processors/debug.ts';
import type { FaceOutcome } from '../../../gpu-worker/faces/face-stages.ts';
import { debugColours } from '../../../gpu-worker/processors/debug/debug.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../docs/debug-marks.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const rowOf = (name: string): string => rows.find((row) => row.split('|')[1]?.includes(`\`${name}\``)) ?? '';

test('docs/debug-marks.md explains every mark, in its colour', () => {
  const hex = (colour: readonly number[]): string => `#${colour.map((v) => v.toString(16).padStart(2, '0')).join('')}`;
  const colours = new Map<string, readonly number[]>(Object.entries(debugColours));
  for (const item of debugItems) {
    const colour = colours.get(item);
    expect(rowOf(item), item).toContain(colour === undefined ? 'white on black' : hex(colour));
  }
});

test('docs/debug-marks.md explains every word', () => {
  const skipped: Record<NonNullable<FaceOutcome['skipped']>, true> = {
    ...{ kept: true, 'no-identity': true, 'not-selected': true, 'too-small': true, 'model-output': true },
  };
  for (const word of [...Object.keys(skipped), 'swap', 'enhance', 'blur']) expect(rowOf(word), word).not.toBe('');
});
