import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faceTemplates } from '../../../gpu-worker/face/templates.ts';
import { describeWithFiles, sharedFile } from '../../helpers/shared.ts';

test('the 128 template is the 112 one, moved by 8 pixels to the right', () => {
  for (const [i, [x, y]] of faceTemplates.arcface_112_v2.entries()) {
    expect(faceTemplates.arcface_128[i]?.[0]).toBeCloseTo((x * 112 + 8) / 128, 7);
    expect(faceTemplates.arcface_128[i]?.[1]).toBeCloseTo((y * 112) / 128, 7);
  }
});

describeWithFiles(['../model-contracts.md'], 'the templates of the model contracts', () => {
  test('are ours, number by number', () => {
    const rows = readFileSync(sharedFile('../model-contracts.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| | arcface_112_v1') || /^\| [0-4] \| \./.test(line))
      .map((line) => line.split('|').slice(2, -1));
    const [names = [], ...points] = rows;
    expect(points).toHaveLength(5);
    const stated = names.map((name, column) => [
      name.trim(),
      points.map((cells) => cells[column]?.trim().split(' ').map(Number)),
    ]);
    expect(faceTemplates).toEqual(Object.fromEntries(stated));
  });
});
