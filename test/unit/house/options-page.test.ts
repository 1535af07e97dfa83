import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { optionsPage } from '../../../bin/options-page.ts';

test('docs/options.md is current; else run: node bin/options-page.ts', () => {
  expect(readFileSync(path.resolve(import.meta.dirname, '../../../docs/options.md'), 'utf8')).toBe(optionsPage());
});
