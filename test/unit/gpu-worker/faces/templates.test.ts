import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { faceTemplates } from '../../../../gpu-worker/faces/templates.ts';

test('the 128 template is the 112 one, moved by 8 pixels to the right', () => {
  for (const [i, [x, y]] of faceTemplates.arcface_112_v2.entries()) {
    expect(faceTemplates.arcface_128[i]?.[0]).toBeCloseTo((x * 112 + 8) / 128, 7);
    expect(faceTemplates.arcface_128[i]?.[1]).toBeCloseTo((y * 112) / 128, 7);
  }
});

test('the templates of docs/model-contracts.md are ours, number by number', () => {
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/model-contracts.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` ((?:\| \d\.\d+ \d\.\d+ ){5})\|$/gm)];
  const stated = rows.map(([, name = '', points = '']) => [
    name,
    points
      .split('|')
      .slice(1)
      .map((point) => point.trim().split(' ').map(Number)),
  ]);
  expect(Object.fromEntries(stated)).toEqual(faceTemplates);
});
