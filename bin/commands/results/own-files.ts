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

/**
 * The files of a folder that Faceline made: reports, and what a report of a finished task names. A result that has
 * another size than its report says was changed since, and is somebody's own.
 * @returns the report of each, by name
 */
export function ownFiles(folder: string, read: typeof readReportFile = readReportFile): Map<string, Report> {
  const own = new Map<string, Report>();
  for (const [name, report] of reportsIn(folder, read)) {
    own.set(name, report);
    const { result } = report;
    if (result === undefined) continue;
    if (hasResult(folder, report)) own.set(result.file, report);
    for (const picture of [result.poster, result.preview]) own.set(picture, report);
  }
  return own;
}

/**
 * Those of a folder's own files that nobody has touched since, as far as can be told: a result has the size that its
 * report says, a picture is no newer than the report, which was written last.
 * @returns the report of each, by name
 */
export function untouchedFiles(folder: string): ReadonlyMap<string, Report> {
  const timeOf = (name: string): number | undefined =>
    statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
  const untouched = new Map<string, Report>();
  for (const [name, report] of reportsIn(folder)) {
    untouched.set(name, report);
    const { result } = report;
    if (result === undefined) continue;
    if (hasResult(folder, report)) untouched.set(result.file, report);
    const writtenAtMs = timeOf(name) ?? 0;
    for (const picture of [result.poster, result.preview]) {
      if ((timeOf(picture) ?? Number.POSITIVE_INFINITY) <= writtenAtMs) untouched.set(picture, report);
    }
  }
  return untouched;
}

/** Whether the result that a report names still lies beside it, as large as it was. */
export function hasResult(folder: string, { result }: Report): boolean {
  if (result === undefined || path.basename(result.file) !== result.file) return false;
  return statSync(path.join(folder, result.file), { throwIfNoEntry: false })?.size === result.sizeBytes;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
