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

test.each(['roles', 'licences', 'models', 'contracts'])('docs/models.md has the table of %s', (name) => {
  expect(textOf('docs/models.md')).toContain(generatedMark(name));
});
