import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFiles } from '../../helpers/house/project-files.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const ownName = 'test/unit/house/house-rules.test.ts';

const files = projectFiles(root);
const sources = files.filter(
  (file) => /\.(ts|json|jsonc|md|sh|ya?ml|py)$/.test(file) || /(^|\/)(run|Dockerfile)$/.test(file),
);
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const withText = (pattern: RegExp, among: readonly string[]): readonly string[] =>
  among.filter((file) => file !== ownName && pattern.test(textOf(file)));
const code = sources.filter((file) => file.endsWith('.ts'));

/** Folders of the program and of its tests that directly hold more than 30 of these files. Test data nobody looks through. */
function crowded(among: readonly string[]): readonly string[] {
  const rooms = /^(bin|contract|examples|functions|gpu-worker|lib|test(?!\/data\/))\//;
  const folders = Map.groupBy(
    among.filter((file) => rooms.test(file)),
    (file) => path.posix.dirname(file),
  );
  return [...folders]
    .filter(([, inside]) => inside.length > 30)
    .map(([folder, inside]) => `${folder}: ${inside.length}`);
}

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

  test('no folder holds more than 30 files', () => {
    const inFolder = (folder: string, count: number) => Array.from({ length: count }, (_, i) => `${folder}/${i}.ts`);
    const full = ['lib', 'gpu-worker/pixels', 'test/unit/gpu-worker/pixels', 'test/helpers/media'];
    expect(crowded(full.flatMap((folder) => inFolder(folder, 31)))).toEqual(full.map((folder) => `${folder}: 31`));
    const fine = ['lib', 'gpu-worker/pixels'].flatMap((folder) => inFolder(folder, 30));
    expect(crowded([...fine, ...inFolder('test/data/models', 31)])).toEqual([]);
    expect(crowded(files)).toEqual([]);
  });

  test('names are kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/;
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
