import { open, rm } from 'node:fs/promises';
import { type RegionFigures, regions } from '../../../gpu-worker/compare/picture-figures.ts';
import { figureNames } from '../../../gpu-worker/compare/summarise-figures.ts';
import { UsageError } from '../exit-codes.ts';
import { placeFile } from '../results/refuse-taken.ts';
import { systemWords } from '../system-words.ts';
import type { ComparedRow } from './compare-rows.ts';

export interface CsvFile {
  write(row: ComparedRow): Promise<void>;
  /** The file appears under its name. */
  finish(): Promise<void>;
  /** Removes what is not finished. */
  discard(): Promise<void>;
}

/**
 * Writes rows as they come; the file appears when it is whole.
 * @param withBoxes whether there are columns for the inside and the outside
 * @param force whether it may take the place of a file of that name
 */
export function openCsv(file: string, withBoxes: boolean, force: boolean): CsvFile {
  const partial = `${file}.${process.pid}.part`;
  const opening = open(partial, 'wx').catch((thrown: unknown) => {
    throw new UsageError(`--csv ${file} cannot be written: ${systemWords(thrown)}. Name a file in a folder of yours.`);
  });
  // Told where it is waited for; until then it must not end the process.
  opening.catch(() => undefined);
  let head: string[] | undefined;
  return {
    async write(row) {
      const opened = await opening;
      if (head === undefined) {
        head = csvHead(row.figures.whole ?? {}, withBoxes);
        await opened.appendFile(`${head.join(',')}\n`);
      }
      await opened.appendFile(csvRow(row, head));
    },
    async finish() {
      await (await opening).close();
      await placeFile(partial, file, force);
    },
    async discard() {
      // Only a file that is open is there to be removed; closing it twice does no harm.
      await opening.then(
        (opened) => opened.close(),
        () => undefined,
      );
      await rm(partial, { force: true });
    },
  };
}

/** The names of a CSV's columns. @param first figures of the whole first picture: the others have the same */
export function csvHead(first: RegionFigures, withBoxes: boolean): string[] {
  const names = figureNames.filter((name) => first[name] !== undefined);
  return [
    'frame',
    'timeS',
    'faces',
    ...regionsFor(withBoxes).flatMap((region) => names.map((name) => `${region}.${name}`)),
  ];
}

/** A frame's line of the CSV; a region that it does not have is left empty. */
export function csvRow(row: ComparedRow, head: readonly string[]): string {
  const cells = head.map((column) => {
    if (column === 'frame' || column === 'faces') return String(row[column]);
    if (column === 'timeS') return row.timeS.toFixed(6);
    const region = regions.find((each) => column.startsWith(`${each}.`));
    const name = figureNames.find((each) => column.endsWith(`.${each}`));
    const value = region === undefined || name === undefined ? undefined : row.figures[region]?.[name];
    if (value === undefined) return '';
    return value === Number.POSITIVE_INFINITY ? 'inf' : value.toFixed(6);
  });
  return `${cells.join(',')}\n`;
}

const regionsFor = (withBoxes: boolean) => regions.filter((region) => withBoxes || region === 'whole');
