import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseJsonWith } from '../../../contract/parse.ts';
import { type Report, reportSchema } from '../../../contract/report.ts';
import { isReportName } from './result-names.ts';

/** A report is some kilobytes; what is far larger is something else of that name. */
const longestReportBytes = 16 * 1024 * 1024;

/** The report in a file; undefined where there is none, or something else. */
export function readReportFile(file: string): Report | undefined {
  try {
    const facts = statSync(file);
    if (!facts.isFile() || facts.size > longestReportBytes) return undefined;
    const parsed = parseJsonWith(reportSchema, readFileSync(file, 'utf8'), 'report');
    return parsed.ok ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads reports, and each again only when its file has changed: for whoever looks again and again. */
export function rememberReports(): typeof readReportFile {
  const known = new Map<string, { readonly state: string; readonly report: Report | undefined }>();
  return (file) => {
    const facts = statSync(file, { throwIfNoEntry: false });
    const state = `${facts?.ino} ${facts?.size} ${facts?.mtimeMs}`;
    const before = known.get(file);
    if (before?.state === state) return before.report;
    const report = readReportFile(file);
    known.set(file, { state, report });
    return report;
  };
}

/** A folder's reports by name, in order of it. */
export function reportsIn(folder: string, read: typeof readReportFile = readReportFile): Map<string, Report> {
  const reports = new Map<string, Report>();
  for (const name of namesIn(folder).filter(isReportName).toSorted()) {
    const report = read(path.join(folder, name));
    if (report !== undefined) reports.set(name, report);
  }
  return reports;
}

/** What a report says of a file beside it. */
export interface MadeFile {
  readonly report: Report;
  /** Whether somebody has touched it since. */
  readonly hasChanged: boolean;
}

/**
 * The reports of a folder and what they name, by name. A file is as it was made, as far as can be told, when a result
 * has the size that its report says, and a picture is no newer than the report, which was written last.
 */
export function madeFiles(folder: string, read: typeof readReportFile = readReportFile): ReadonlyMap<string, MadeFile> {
  const timeOf = (name: string): number | undefined =>
    statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
  const made = new Map<string, MadeFile>();
  const add = (name: string, report: Report, hasChanged: boolean): void => {
    // One report that knows it as it is suffices.
    if (!hasChanged || !made.has(name)) made.set(name, { report, hasChanged });
  };
  for (const [name, report] of reportsIn(folder, read)) {
    add(name, report, false);
    const { result } = report;
    if (result === undefined) continue;
    add(result.file, report, !hasResult(folder, report));
    const writtenAtMs = timeOf(name) ?? 0;
    for (const picture of [result.poster, result.preview]) {
      add(picture, report, (timeOf(picture) ?? Number.POSITIVE_INFINITY) > writtenAtMs);
    }
  }
  return made;
}

/**
 * The files of a folder that Faceline made: reports, and what a report of a finished task names. A result that has
 * another size than its report says was changed since, and is somebody's own.
 * @returns the report of each, by name
 */
export function ownFiles(folder: string, read: typeof readReportFile = readReportFile): Map<string, Report> {
  const made = [...madeFiles(folder, read)];
  const isOwn = (name: string, { report, hasChanged }: MadeFile) => !hasChanged || name !== report.result?.file;
  return new Map(made.flatMap(([name, file]) => (isOwn(name, file) ? [[name, file.report]] : [])));
}

/** Whether the result that a report names still lies beside it, as large as it was. */
export function hasResult(folder: string, { result }: Report): boolean {
  if (result === undefined || path.basename(result.file) !== result.file) return false;
  return statSync(path.join(folder, result.file), { throwIfNoEntry: false })?.size === result.sizeBytes;
}

/** What lies in a folder; nothing where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
