import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { pages } from '../../../bin/pages.ts';
import { generatedMark } from '../../../gpu-worker/catalog/licence-tables.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

test.each(Object.entries(pages))('%s is current; else run: npm run pages', (file, current) => {
  const text = textOf(file);
  expect(current(text)).toBe(text);
});

test.each([
  ['README.md', ['processors']],
  ['docs/model-contracts.md', ['contracts']],
  ['docs/model-licences.md', ['licences', 'models']],
] as const)('%s has its tables', (file, names) => {
  for (const name of names) expect(textOf(file)).toContain(generatedMark(name));
});
