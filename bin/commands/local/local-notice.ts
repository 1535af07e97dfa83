import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import { formatNotice } from '../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { withFlags } from '../asked/flag-of.ts';

/**
 * What became of a task, for a person at this machine: with the names of files instead of keys in buckets.
 * @param target the file that was worked on
 * @param reportFile where its report lies
 */
export function localNotice(report: Report, target: string, reportFile: string): string {
  const notice = makeNotice(report);
  const key = path.basename(target);
  const where = path.relative(process.cwd(), reportFile);
  const { unchanged } = notice.summary ?? {};
  const summary = notice.summary && {
    ...notice.summary,
    ...(unchanged && { unchanged: { ...unchanged, advice: withFlags(unchanged.advice) } }),
  };
  const here = { source: { ...notice.source, key }, keys: { ...notice.keys, report: where } };
  return formatNotice({ ...notice, ...(summary && { summary }), ...here });
}
