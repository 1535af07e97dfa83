import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const ownName = 'test/unit/house/house-rules.test.ts';

/** Files of the project, those not yet committed too. Without a repository (an unpacked archive) there is no list. */
function projectFiles(): readonly string[] {
  const args = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n');
  return listed.filter((file) => file !== '' && existsSync(path.join(root, file)));
}

const files = projectFiles();
const sources = files.filter(
  (file) => /\.(ts|json|jsonc|md|sh|ya?ml|py)$/.test(file) || /(^|\/)(run|Dockerfile)$/.test(file),
);
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const withText = (pattern: RegExp, among: readonly string[]): readonly string[] =>
  among.filter((file) => file !== ownName && pattern.test(textOf(file)));
const code = sources.filter((file) => file.endsWith('.ts'));

describe('house rules', () => {
  test('the list of files is not empty', () => {
    expect(code.length).toBeGreaterThan(20);
  });

  test('no file is longer than 300 lines', () => {
    // Written by programs: nobody reads them line by line.
    const generated = /^package-lock\.json$|^test\/fixtures\/[^/]+\.json$|^test\/data\/.*\.json$/;
    const long = sources
      .filter((file) => !generated.test(file))
      .map((file) => ({ file, lines: textOf(file).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  test('no file is named after nothing in particular', () => {
    const vague = /(^|[-/.])(utils?|helpers?|common|misc|manager|service|stuff)([-.]|$)/;
    expect(code.filter((file) => vague.test(file.replace(/^test\/helpers\//, '')))).toEqual([]);
  });

  test('names are kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.ts$/;
    expect(code.filter((file) => !kebab.test(path.basename(file)))).toEqual([]);
  });

  test('nothing is put off, switched off or pushed past the compiler', () => {
    const putOff = /\b(TODO|FIXME|XXX|HACK)\b|\bfor now\b/;
    const silenced = /@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable/;
    const skipped = /\b(it|test|describe)(\.\w+)*\.(only|skip|todo)\(/;
    expect(withText(putOff, sources)).toEqual([]);
    expect(withText(silenced, code)).toEqual([]);
    expect(withText(skipped, code)).toEqual([]);
  });

  test('nothing is typed any', () => {
    expect(withText(/(:|<|\bas)\s*any\b(?!\s+\w)/, code)).toEqual([]);
  });

  test('no path of a machine is written down', () => {
    expect(withText(/\/(home|Users|work|root)\/[a-z]/, sources)).toEqual([]);
  });

  test('folders are made by make-folders: node’s own recursive mkdir has an endless loop', () => {
    const inProgram = code.filter((file) => !file.startsWith('test/'));
    expect(withText(/mkdir(Sync)?\([^)]*\)?[^)]*recursive: true/, inProgram)).toEqual([]);
  });

  test('every relative import names its file', () => {
    expect(withText(/from '\.{1,2}\/[^']*(?<!\.(ts|json|mjs))'/, code)).toEqual([]);
  });

  test('nothing large is in the repository but the demo, pictures for the docs and test data', () => {
    const places = /^(examples\/demo|docs\/images|test\/data)\//;
    const heavy = files.filter((file) => readFileSync(path.join(root, file)).byteLength > 400_000);
    expect(heavy.filter((file) => !places.test(file))).toEqual([]);
  });
});
