import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  generatedMark,
  generatedParts,
  refreshGenerated,
  replaceGenerated,
} from '../../../gpu-worker/models/licence-tables.ts';

const document = (file: string): string => readFileSync(path.resolve(import.meta.dirname, '../../..', file), 'utf8');

test('docs/model-licences.md is what the catalogue says (else: faceline models licences --write docs/model-licences.md)', () => {
  const text = document('docs/model-licences.md');
  expect(text).toContain(generatedMark('licences'));
  expect(text).toContain(generatedMark('models'));
  expect(text).toContain('guard, not legal advice');
  expect(refreshGenerated(text)).toBe(text);
});

test('replaces what lies between the marks and nothing else', () => {
  const text = `before\n${generatedMark('x')}\nold\n${generatedMark('x', true)}\nafter\n`;
  const fresh = replaceGenerated(text, 'x', 'new');
  expect(fresh).toBe(`before\n${generatedMark('x')}\nnew\n${generatedMark('x', true)}\nafter\n`);
  expect(() => replaceGenerated('no marks', 'x', 'new')).toThrow(/no marks/);
});

test('every table has as many cells in each row', () => {
  for (const make of Object.values(generatedParts)) {
    const rows = make().split('\n');
    expect(rows.length).toBeGreaterThan(3);
    expect(new Set(rows.map((row) => row.split(' | ').length)).size).toBe(1);
  }
});
