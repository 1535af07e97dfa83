import path from 'node:path';
import type { Notice } from '../../../contract/notice.ts';
import type { Report } from '../../../contract/report.ts';
import { defaultOptions } from '../../../contract/task-options.ts';
import { formatNotice } from '../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { flagOf } from '../asked/flag-of.ts';

/**
 * What became of a task, for a person at this machine: with the names of files instead of keys in buckets.
 * @param target the file that was worked on
 * @param out the folder where its report lies
 */
export function localNotice(report: Report, target: string, out: string): string {
  const notice = makeNotice(report);
  const key = path.basename(target);
  const where = path.relative(process.cwd(), path.join(out, 'report.json'));
  const summary = notice.summary && { ...notice.summary, ...unchangedWords(notice.summary) };
  return formatNotice({
    ...notice,
    ...(summary && { summary }),
    source: { ...notice.source, key },
    keys: { ...notice.keys, report: where },
  });
}

/** What to try names options; here they are flags. */
function unchangedWords({
  unchanged,
}: NonNullable<Notice['summary']>): Pick<NonNullable<Notice['summary']>, 'unchanged'> {
  if (unchanged === undefined) return {};
  const advice = unchanged.advice.replace(/`(\w+)`/g, (whole, option: string) =>
    Object.hasOwn(defaultOptions, option) ? flagOf(option) : whole,
  );
  return { unchanged: { ...unchanged, advice } };
}
