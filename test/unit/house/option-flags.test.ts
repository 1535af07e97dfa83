import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { pictureFlags } from '../../../bin/commands/asked/picture-flags.ts';
import { submitCommand } from '../../../bin/commands/aws/submit-command.ts';
import { flagOf } from '../../../bin/commands/flag-of.ts';
import { localCommand } from '../../../bin/commands/local/local-command.ts';
import { optionRows } from '../../../contract/options/options.ts';
import { projectFiles } from '../../helpers/house/project-files.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const names = Object.keys(optionRows);
const flags = new Set(names.map(flagOf));

/** Flags of other commands that are called as an option and are another thing. */
const another: ReadonlySet<string> = new Set([
  'bin/commands/compare/compare-command.ts --frames',
  'bin/commands/models/models-command.ts --use',
]);

/** Flags that a source declares by hand although an option's row makes them. */
const madeByHand = (file: string, text: string): readonly string[] =>
  [...text.matchAll(/[oO]ption\(\s*['"`](?:-\w, )?(--[a-z-]+)/g)]
    .map(([, flag = '']) => flag)
    .filter((flag) => flags.has(flag) && !another.has(`${file} ${flag}`));

describe('a flag of an option', () => {
  test('is made from its row, for every row once', () => {
    expect(pictureFlags.map((flag) => flag.attributeName()).toSorted()).toEqual(names.toSorted());
  });

  test.each([
    ['local', localCommand],
    ['submit', submitCommand],
  ])('is a flag of %s, with its help', (_name, command) => {
    const { options } = command();
    for (const flag of pictureFlags) {
      expect(options.filter(({ long }) => long === flag.long)).toEqual([flag]);
    }
  });

  test('is declared by hand nowhere', () => {
    const sources = projectFiles(root).filter((file) => /^bin\/.*\.ts$/.test(file));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap((file) => madeByHand(file, readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
  });

  test.each([
    [".option('--crf <number>', 'rate factor')", ['--crf']],
    ["new Option(\n  '--encoder-preset <name>',", ['--encoder-preset']],
    ['.option("-u, --use <use>")', ['--use']],
    [".option('--out <folder>')", []],
  ])('%j is found out', (text, found) => {
    expect(madeByHand('bin/commands/x.ts', text)).toEqual(found);
  });
});
