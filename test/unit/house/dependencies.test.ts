import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const namesSchema = z.record(z.string(), z.string());
const packageSchema = z.object({
  dependencies: namesSchema,
  optionalDependencies: namesSchema,
  devDependencies: namesSchema,
});
const packages = packageSchema.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
const all = { ...packages.dependencies, ...packages.optionalDependencies, ...packages.devDependencies };
const list = readFileSync(path.join(root, 'docs/adr/0005-dependencies.md'), 'utf8');

/** The names at the head of each line of the list: "- `a`, `b`: reason." */
const listed = list
  .split('\n')
  .flatMap((line) => /^- (`[^:]+): \S.{3,}\.$/.exec(line)?.[1] ?? [])
  .flatMap((names) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name));

describe('dependencies', () => {
  test('each has a line that says why, and no line is left of one that is gone', () => {
    expect([...listed].sort()).toEqual(Object.keys(all).sort());
  });

  test('each has an exact version', () => {
    const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(loose).toEqual([]);
  });
});
