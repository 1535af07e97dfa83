import path from 'node:path';
import type { Report, Result } from '../../../contract/report.ts';
import { unchangedFaces } from '../../../contract/unchanged-faces.ts';
import { formatNotice } from '../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { withFlags } from '../flag-of.ts';
import type { PlacedResults } from '../results/place-results.ts';

/**
 * The last lines about a task: what became of it, what is to be known of photos and models, and the files.
 * @param target the file that was worked on
 * @param quiet of a task that is done and did something: the files only
 */
export function reportText({ report, reportFile, files }: PlacedResults, target: string, quiet: boolean): string {
  const { result } = report;
  const lines = files.map((file) => `  ${path.relative(process.cwd(), file)}`);
  if (quiet && result !== undefined) {
    const unchanged = unchangedFaces(report);
    // Nothing else says which of several it is.
    return [...(unchanged === undefined ? [] : [`${path.basename(target)}: ${unchanged.message}`]), ...lines].join(
      '\n',
    );
  }
  const notice = localNotice(report, target, reportFile);
  const notes = [...photoNotes(result), ...modelNotes(result?.models ?? []), ...(result?.notes ?? [])];
  return ['', notice, ...notes, ...lines].join('\n');
}

/** What became of a task: with the names of files instead of keys in buckets. The report is named in it. */
function localNotice(report: Report, target: string, reportFile: string): string {
  const notice = makeNotice(report);
  const { unchanged } = notice.summary ?? {};
  const summary = notice.summary && {
    ...notice.summary,
    ...(unchanged && { unchanged: { ...unchanged, advice: withFlags(unchanged.advice) } }),
  };
  const source = { ...notice.source, key: path.basename(target) };
  const keys = { ...notice.keys, report: path.relative(process.cwd(), reportFile) };
  return formatNotice({ ...notice, ...(summary && { summary }), source, keys });
}

/** What is to be known of photos, with their files' names. */
export const photoNotes = (result: Pick<Result, 'persons'> | undefined): string[] =>
  (result?.persons ?? []).flatMap(({ photos }) =>
    photos.flatMap(({ key, file = key, note }) => {
      if (note === undefined) return [];
      return [note.includes(path.basename(file)) ? note : `${path.basename(file)}: ${note}`];
    }),
  );

/** What is to be known of models, each sentence once. */
export function modelNotes(models: readonly { readonly name: string; readonly note?: string | undefined }[]): string[] {
  const noted = models.filter(({ note }) => note !== undefined);
  return [...Map.groupBy(noted, ({ note }) => note)].map(
    ([note, all]) => `${all.map(({ name }) => name).join(', ')}: ${note}`,
  );
}
