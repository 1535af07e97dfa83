import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { catalog } from '../../../../gpu-worker/catalog/catalog.ts';
import { contractTable } from '../../../../gpu-worker/catalog/contract-table.ts';
import {
  generatedMark,
  generatedParts,
  replaceGenerated,
  roleTable,
} from '../../../../gpu-worker/catalog/licence-tables.ts';

test('the licences’ page says that it is no advice', () => {
  expect(readFileSync(path.resolve(import.meta.dirname, '../../../..', 'docs/models.md'), 'utf8')).toContain(
    'guard, not legal advice',
  );
});

test('the contracts’ table has every model', () => {
  for (const { name } of catalog) expect(contractTable(), name).toContain(`\`${name}\``);
});

test('a free swapper counts with the embedder that it needs', () => {
  const ghost = roleTable()
    .split('\n')
    .find((row) => row.includes('ghost_1_256'));
  expect(ghost).toContain('commercial, but with `arcface_w600k_r50`, which it needs, non-commercial');
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
