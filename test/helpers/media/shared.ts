import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';

const places = ['../../data', '../../../../shared/testdata'].map((folder) => path.resolve(import.meta.dirname, folder));

/**
 * A file of the test data: `clips/…`, `photos/…`, `models`, `golden/…`. It is looked for in the repository first, then
 * beside the checkout, where there may be more.
 */
export function sharedFile(name: string): string {
  const [own = name, ...beside] = places.map((folder) => path.join(folder, name));
  return existsSync(own) ? own : (beside.find((file) => existsSync(file)) ?? own);
}

/** Every place that has the file, the repository first. */
export const sharedFiles = (name: string): readonly string[] =>
  places.map((folder) => path.join(folder, name)).filter((file) => existsSync(file));

/**
 * The first of these files that is nowhere. With `FACELINE_REQUIRE_DATA`, which `.ci/run` sets where it has the files
 * that are not in the repository, one that is missing is an error, since nobody would see the skipped tests there.
 */
function missing(files: readonly string[]): string | undefined {
  const gone = files.find((name) => !existsSync(sharedFile(name)));
  if (gone !== undefined && process.env.FACELINE_REQUIRE_DATA !== undefined) throw new Error(`There is no ${gone}.`);
  return gone;
}

/** What tests need that the repository has not: it stands in their titles, and without it they are skipped. */
const titleWith = (title: string, files: readonly string[]): string =>
  files.length === 0 ? title : `${title} (needs ${files.join(', ')})`;

/** A test for which these files have to be there. */
export function testWithFiles(files: readonly string[], title: string, run: () => Promise<void> | void): void {
  test.skipIf(missing(files) !== undefined)(titleWith(title, files), run);
}
