import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFiles } from '../../helpers/house/project-files.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const files = projectFiles(root);
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Files, and the folders they lie in. */
function placesOf(among: readonly string[]): ReadonlySet<string> {
  const places = new Set(among);
  for (const file of among) {
    for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) places.add(folder);
  }
  return places;
}

/** What GitHub makes of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );

/** Links of a document that lead nowhere in the project. */
function deadLinks(document: string, text: string, places: ReadonlySet<string>, read: (file: string) => string) {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [to = '', anchor] = link.split('#');
    const target = to === '' ? document : path.posix.join(path.posix.dirname(document), to).replace(/\/$/, '');
    if (!places.has(target)) return [link];
    return anchor === undefined || anchorsOf(read(target)).includes(anchor) ? [] : [link];
  });
}

const rooms = /^(bin|contract|docs|examples|functions|gpu-worker|lib|test)\//;
const program = /^[\w./-]+\.(ts|cjs|wat)$/;

/** Paths in backticks that are not there: from the root, or the end of a program's path. */
function deadPaths(text: string, places: ReadonlySet<string>): readonly string[] {
  const ends = [...places].map((place) => `/${place}`);
  const words = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) =>
    code.split(' '),
  );
  return words.filter((word) => {
    if (/[<>*{}…]/.test(word)) return false;
    if (rooms.test(word)) return !places.has(word.replace(/\/$/, ''));
    return program.test(word) && !ends.some((end) => end.endsWith(`/${word}`));
  });
}

describe('documents lead to what is there', () => {
  const places = placesOf(files);
  const documents = files.filter((file) => file.endsWith('.md'));

  test('the lists are not empty', () => {
    expect(documents.length).toBeGreaterThan(20);
    expect(documents.flatMap((file) => [...textOf(file).matchAll(/\]\((?![a-z]+:)/g)]).length).toBeGreaterThan(40);
  });

  test.each(documents)('links of %s', (file) => {
    expect(deadLinks(file, textOf(file), places, textOf)).toEqual([]);
  });

  // The changelog tells of files that were.
  test.each(documents.filter((file) => file !== 'CHANGELOG.md'))('paths of %s', (file) => {
    expect(deadPaths(textOf(file), places)).toEqual([]);
  });
});

describe('planted', () => {
  const places = placesOf(['docs/a.md', 'docs/adr/1.md', 'gpu-worker/task/run-task.ts']);
  const read = () => '# One: two `three`, 4\n';

  test.each([
    ['[x](b.md)', ['b.md']],
    ['[x](../a.md)', ['../a.md']],
    ['[x](a.md#two)', ['a.md#two']],
    ['[x](#one-two-three-4) [x](adr/) [x](adr/1.md#one-two-three-4) [x](https://x.y)', []],
  ])('link %s', (text, dead) => {
    expect(deadLinks('docs/a.md', text, places, read)).toEqual(dead);
  });

  test.each([
    ['`pipeline/run-task.ts`', ['pipeline/run-task.ts']],
    ['`node gpu-worker/run-task.ts`', ['gpu-worker/run-task.ts']],
    ['`docs/b.md` `gpu-worker/pipeline/`', ['docs/b.md', 'gpu-worker/pipeline/']],
    ['`task/run-task.ts` `run-task.ts` `gpu-worker/task/` `jobs/` `contract/<name>.ts`', []],
  ])('path %s', (text, dead) => {
    expect(deadPaths(text, places)).toEqual(dead);
  });
});
