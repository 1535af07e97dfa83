import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refreshGenerated } from '../gpu-worker/catalog/licence-tables.ts';
import { errorsPage } from './errors-page.ts';
import { noticeSchemaText } from './notice-schema.ts';
import { optionsPage } from './options-page.ts';

/**
 * Documents that are made of the code, whole or between marks, and how their texts become current. A test compares;
 * `npm run pages` writes them.
 */
export const pages: Readonly<Record<string, (text: string) => string>> = {
  'README.md': refreshGenerated,
  'docs/errors.md': errorsPage,
  'docs/model-contracts.md': refreshGenerated,
  'docs/model-licences.md': refreshGenerated,
  'docs/notice.schema.json': noticeSchemaText,
  'docs/options.md': optionsPage,
};

if (import.meta.main) {
  for (const [name, current] of Object.entries(pages)) {
    const file = path.resolve(import.meta.dirname, '..', name);
    writeFileSync(file, current(readFileSync(file, 'utf8')));
  }
}
