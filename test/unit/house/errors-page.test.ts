import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errorsPage } from '../../../bin/errors-page.ts';

test('docs/errors.md is current; else run: node bin/errors-page.ts', () => {
  expect(readFileSync(path.resolve(import.meta.dirname, '../../../docs/errors.md'), 'utf8')).toBe(errorsPage());
});
