import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { buildDist } from '../../../bin/build-dist.ts';
import { suiteFolder } from '../../helpers/files/suite-folder.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const namesSchema = z.record(z.string(), z.string());
const packages = z
  .object({ dependencies: namesSchema, optionalDependencies: namesSchema })
  .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));

const suite = suiteFolder();
let modules: readonly string[];
const built = (module: string): string => path.join(suite(), module.replace(/\.ts$/, '.js'));
/** Without comments, in which a path may be anybody's. */
const codeOf = (module: string): string =>
  readFileSync(built(module), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '');
/** Every match of the first group in what was built, with the module it is in. */
const matchesOf = (pattern: RegExp): readonly (readonly [module: string, text: string])[] =>
  modules.flatMap((module) => [...codeOf(module).matchAll(pattern)].map(([, text = '']) => [module, text] as const));

beforeAll(async () => {
  // Node says once that stripping types is an experiment.
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  modules = await buildDist(suite());
});

describe('what npm packs', () => {
  test('reaches the command line, the worker and its threads', () => {
    expect(modules).toEqual(
      expect.arrayContaining([
        'bin/faceline.ts',
        'bin/commands/aws/stage.ts',
        'gpu-worker/main.ts',
        'gpu-worker/frames/frame-worker.ts',
        'gpu-worker/compare/measure-worker.ts',
      ]),
    );
  });

  test('carries no test, no stack and no Lambda handler', () => {
    expect(modules.filter((module) => /^(test|lib)\/|handler\.ts$|bin\/app\.ts$/.test(module))).toEqual([]);
  });

  test('has no path to a TypeScript file left, however it is written', () => {
    const lines = matchesOf(/^(.*\.[cm]?ts['"`].*)$/gm);
    // Beside other containers it is a video's ending.
    expect(lines.filter(([, line]) => !line.includes("'.mkv'"))).toEqual([]);
  });

  test('has every module and every folder that a path names', () => {
    const paths = matchesOf(/['"`](\.{1,2}\/[^'"`\n]*)['"`]/g);
    const missing = paths.filter(([module, name]) => !existsSync(path.resolve(path.dirname(built(module)), name)));
    expect(missing).toEqual([]);
    expect(paths.length).toBeGreaterThan(500);
  });

  test('has the models of the demo', () => {
    for (const name of ['yunet_2023_mar', 'arcface_w600k_r50', 'inswapper_128', 'gfpgan_1.4']) {
      for (const end of ['onnx', 'hash']) {
        expect(existsSync(path.join(suite(), 'examples/demo/models', `${name}.${end}`))).toBe(true);
      }
    }
  });

  test('keeps every line where it was: what an error names is found in the source', () => {
    const lines = (file: string): number => readFileSync(file, 'utf8').split('\n').length;
    expect(modules.filter((module) => lines(path.join(root, module)) !== lines(built(module)))).toEqual([]);
  });

  test('needs the dependencies, all of them, and no other package', () => {
    const imported = matchesOf(/(?:\bfrom|\bimport|\bimport\(|\)\()\s*['"]([@\w][\w./:@-]*)['"]/g)
      .map(([, name]) => name)
      .filter((name) => !name.startsWith('node:'))
      .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
    expect(imported.filter((name) => builtinModules.includes(name))).toEqual([]);
    const used = new Set(imported);
    const all = { ...packages.dependencies, ...packages.optionalDependencies };
    expect([...used].filter((name) => !(name in all))).toEqual([]);
    // Commander is what its typings ask for.
    expect(Object.keys(packages.dependencies).filter((name) => !used.has(name))).toEqual(['commander']);
  });
});
