import path from 'node:path';
import { columns } from '../columns.ts';
import type { JobEnd } from './run-jobs.ts';

/** What became of several targets, a line each. */
export function summaryTable(ends: readonly JobEnd[]): string {
  const head = ['clip', 'outcome', 'faces', 'frames', 'seconds', 'result or code'];
  return columns([head, ...ends.map(rowOf)]).trimEnd();
}

function rowOf({ job, outcome, report, reportFile, problem }: JobEnd): string[] {
  const clip = path.basename(job.target);
  const { result, error } = report ?? {};
  if (result === undefined) return [clip, outcome, '', '', '', error?.code ?? problem ?? ''];
  const { faces, media, timings } = result;
  const changed = Math.max(0, ...Object.values(faces.changed));
  const file = path.relative(process.cwd(), path.join(path.dirname(reportFile ?? ''), result.file));
  return [clip, outcome, `${changed} of ${faces.found}`, `${media.frames}`, timings.totalWallS.toFixed(1), file];
}
