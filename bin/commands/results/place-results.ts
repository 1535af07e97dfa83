import { lstatSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import { systemCode } from '../../../gpu-worker/errors.ts';
import { linkOrCopy, nameExclusively } from '../../../gpu-worker/files/name-file.ts';
import { readReportFile } from './own-files.ts';
import { temporaryIn } from './passing-names.ts';
import { type ResultPlan, writtenNames } from './plan-results.ts';
import { fileState } from './protected-files.ts';
import { numberedName, numberedNames, type ResultNames } from './result-names.ts';

/** A task's files as they lie in the user's folder. */
export interface PlacedResults {
  /** The report, which names the files that lie beside it. */
  readonly report: Report;
  readonly reportFile: string;
  /** Result, poster and preview; none of a task that came to nothing. */
  readonly files: readonly string[];
}

/** Finished files of a task, anywhere. */
export type FinishedFiles = Readonly<Record<'file' | 'poster' | 'preview', string>>;

const taken = (thrown: unknown): boolean => thrown === changed || systemCode(thrown) === 'EEXIST';

/** Thrown where what was to be replaced is no longer what it was. */
const changed = new Error('Somebody has changed an earlier result while the new one was made.');

/**
 * Names a finished task's files in the user's folder, each whole or not at all, the report last. A name that somebody
 * took since they were planned is left to him, and so is an earlier result that he has changed since, though it was to be
 * replaced: all get the next number then.
 * @throws the system's error; nothing of ours is left then, and all that was there is
 */
export async function placeResults(plan: ResultPlan, report: Report, finished: FinishedFiles): Promise<PlacedResults> {
  for (let number = 1; ; number += 1) {
    const names = numberedNames(plan.names, number);
    try {
      const placed = await placeUnder(names, plan, report, finished);
      const failure = path.join(plan.folder, names.failure);
      // What failed before is done now: the failure's report would say otherwise.
      if (isFailureOf(failure, report)) await rm(failure, { force: true });
      return placed;
    } catch (thrown) {
      if (!taken(thrown)) throw thrown;
    }
  }
}

async function placeUnder(
  names: ResultNames,
  { folder, protectedFiles, replaces }: ResultPlan,
  report: Report,
  finished: FinishedFiles,
): Promise<PlacedResults> {
  const isAsPlanned = (name: string): boolean => {
    const file = path.join(folder, name);
    const state = replaces.get(name);
    return state !== undefined && fileState(file) === state && protectedFiles.whatIs(file) === undefined;
  };
  const told = reportUnder(names, report);
  const parts: string[] = [];
  const named: string[] = [];
  try {
    const written = temporaryIn(folder);
    parts.push(written);
    await writeFile(written, textOf(told), { flag: 'wx' });
    // Everything that may run out of room comes before the first name.
    const pairs = [...[finished.file, finished.poster, finished.preview].entries(), [3, written] as const];
    const ready: { part: string; name: string; replaces: boolean }[] = [];
    for (const [index, from] of pairs) {
      const part = temporaryIn(folder);
      parts.push(part);
      await linkOrCopy(from, part);
      const name = writtenNames(names)[index] ?? '';
      const file = path.join(folder, name);
      ready.push({ part, name: file, replaces: isAsPlanned(name) });
    }
    // Names that may turn out to be taken come first: nothing is replaced yet then.
    for (const { part, name } of ready.filter((each) => !each.replaces)) {
      await nameExclusively(part, name);
      named.push(name);
    }
    const replaced = ready.filter((each) => each.replaces);
    // All of them before the first, so that no result is half old and half new.
    if (!replaced.every(({ name }) => isAsPlanned(path.basename(name)))) throw changed;
    for (const { part, name } of replaced) await rename(part, name);
    const files = ready.slice(0, -1).map(({ name }) => name);
    return { report: told, reportFile: path.join(folder, names.report), files };
  } catch (thrown) {
    // These names were nobody's before.
    for (const name of named) await rm(name, { force: true });
    throw thrown;
  } finally {
    for (const part of parts) await rm(part, { force: true });
  }
}

/**
 * Writes the report of a task that came to nothing, and touches nothing else but such a report of an earlier try on the
 * same source.
 * @returns where it lies
 */
export async function placeFailure(
  { folder, names, protectedFiles }: ResultPlan,
  report: Report,
): Promise<PlacedResults> {
  const written = temporaryIn(folder);
  try {
    await writeFile(written, textOf(report), { flag: 'wx' });
    for (let number = 1; ; number += 1) {
      const name = path.join(folder, numberedName(names.failure, number));
      if (isFailureOf(name, report) && protectedFiles.whatIs(name) === undefined) await rename(written, name);
      else {
        try {
          await nameExclusively(written, name);
        } catch (thrown) {
          if (taken(thrown)) continue;
          throw thrown;
        }
      }
      return { report, reportFile: name, files: [] };
    }
  } finally {
    await rm(written, { force: true });
  }
}

/** Whether the report of such a task on the same source lies there itself: never a finished one's, and no link to one. */
function isFailureOf(file: string, { source }: Report): boolean {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const earlier = readReportFile(file);
  return earlier !== undefined && earlier.outcome !== 'done' && nameOf(earlier.source) === nameOf(source);
}

/** The user's file where it is known: two of one name may lie in different folders. */
const nameOf = ({ key, file }: Report['source']): string => file ?? path.posix.basename(key);

/** A report that names its files as they are called beside it. */
export function reportUnder(names: Pick<ResultNames, 'file' | 'poster' | 'preview'>, report: Report): Report {
  const { file, poster, preview } = names;
  return report.result === undefined ? report : { ...report, result: { ...report.result, file, poster, preview } };
}

const textOf = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
