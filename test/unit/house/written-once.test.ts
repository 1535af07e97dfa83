import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OptionRow } from '../../../contract/options/option.ts';
import { optionRows } from '../../../contract/options/options.ts';
import { namesOfRole } from '../../../gpu-worker/catalog/catalog.ts';
import { projectFiles } from '../../helpers/house/project-files.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const rows = Object.values<OptionRow>(optionRows);
/** Defaults that are a word of their own; `none`, `any` and the like say nothing of an option. */
const telling = rows
  .map((row) => row.default)
  .filter((value) => typeof value === 'string')
  .filter((value) => !['none', 'any', 'many', 'end'].includes(value));

/** What a source says again: a role's name, or an option's default where nothing is given. */
function saidAgain(text: string): readonly string[] {
  const compared = [...text.matchAll(/\brole\b\)? (?:===|!==) '([a-z-]+)'/g)].map(([, role = '']) => role);
  const fallenBack = [...text.matchAll(/(?:\?\?|\.default\()\s*'([\w.-]+)'/g)].map(([, value = '']) => value);
  return [...compared, ...fallenBack.filter((value) => telling.includes(value))];
}

const sources = projectFiles(root)
  .filter((file) => /^(bin|contract|examples|functions|gpu-worker|lib)\/.*\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

describe('a role, or a default of an option, is written once', () => {
  test('the lists are not empty', () => {
    expect(sources.length).toBeGreaterThan(400);
    expect(telling.length).toBeGreaterThan(4);
  });

  test('a role is defined in one place', () => {
    const defined = sources.flatMap(({ text }) =>
      [...text.matchAll(/defineRole\(\s*'([a-z-]+)'/g)].map(([, role = '']) => role),
    );
    expect(defined.length).toBeGreaterThan(10);
    expect(defined.toSorted()).toEqual([...new Set(defined)].toSorted());
  });

  test('so are the providers', () => {
    const said = sources.filter(({ text }) => /'cpu'\s*[,|]\s*'cuda'/.test(text)).map(({ file }) => file);
    expect(said).toEqual(['gpu-worker/inference/inference-settings.ts']);
  });

  test('an option that names a model names a role that there is', () => {
    const roles = rows.flatMap(({ model }) => (model === undefined ? [] : [model.role]));
    expect(roles.filter((role) => namesOfRole(role).length === 0)).toEqual([]);
  });

  test('nowhere else', () => {
    const again = sources.flatMap(({ file, text }) => saidAgain(text).map((word) => `${file}: ${word}`));
    expect(again).toEqual([]);
  });

  test.each([
    ["models.some(({ role }) => role === 'detector')", ['detector']],
    ["facts?.role !== 'embedding-converter'", ['embedding-converter']],
    ["analysis.order ?? 'large-small'", ['large-small']],
    ["z.string().default('veryfast')", ['veryfast']],
    ["swapper ??\n      'inswapper_128'", ['inswapper_128']],
    ["role === detectorRole.name; order ?? faceOrder.default; role ?? 'x'", []],
  ])('%j is found out', (text, words) => {
    expect(saidAgain(text)).toEqual(words);
  });
});
