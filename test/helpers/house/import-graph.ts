import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Files of the project → files of the project that they import, types included. Paths from the repository's root. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** `from`, `import`, `import(…)`, and what brings a file in as well: `require(…)`, `createRequire(…)(…)`, a thread's `new URL(…)`. */
const specifier = /(?:\bfrom|\bimport|\bimport\(|\bURL\(|\brequire\(|\)\()\s*['"`](\.{1,2}\/[^'"`]+)['"`]/g;

/** Reads what every file imports. House rule: a relative import names its file. */
export function importGraph(root: string, files: readonly string[]): ImportGraph {
  const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  return new Map(
    files.filter((file) => existsSync(path.join(root, file))).map((file) => [file, importsOf(file, textOf(file))]),
  );
}

/** What a file of this text imports. */
export function importsOf(file: string, text: string): string[] {
  const folder = path.posix.dirname(file);
  return [...text.matchAll(specifier)].map(([, to = '']) => path.posix.join(folder, to));
}

/** Every circle of imports, as the files on it in order; none where imports go one way. */
export function importCircles(graph: ImportGraph): readonly (readonly string[])[] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push(way.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const to of graph.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}
