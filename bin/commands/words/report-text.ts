import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import { unchangedFaces } from '../../../contract/unchanged-faces.ts';

/**
 * The last lines about a report: what became of the task, what is to be known of photos and models, and the files.
 * @param notice what became of it, in lines
 * @param files where its files lie, the report last
 * @param quiet of a task that is done and did something: the files only
 */
export function reportText(report: Report, notice: string, files: readonly string[], quiet: boolean): string {
  const { result } = report;
  // The report comes last, and the notice names it.
  const lines = files.slice(0, -1).map((file) => `  ${path.relative(process.cwd(), file)}`);
  if (quiet && result !== undefined) {
    const unchanged = unchangedFaces(report);
    // Nothing else says which of several it is.
    const clip = path.basename(report.source.file ?? report.source.key);
    return [...(unchanged === undefined ? [] : [`${clip}: ${unchanged.message}`]), ...lines].join('\n');
  }
  const photos = result?.persons.flatMap((person) => person.photos) ?? [];
  const onPhotos = photos.flatMap(({ key, file = key, note }) =>
    note === undefined ? [] : [note.includes(path.basename(file)) ? note : `${path.basename(file)}: ${note}`],
  );
  const onModels = [...notesOf(report)].map(([note, names]) => `${names.join(', ')}: ${note}`);
  return ['', notice, ...onPhotos, ...onModels, ...(result?.notes ?? []), ...lines].join('\n');
}

/** What is to be known of the models, each sentence once. */
function notesOf({ result }: Report): Map<string, string[]> {
  const notes = new Map<string, string[]>();
  for (const { name, note } of result?.models ?? []) {
    if (note !== undefined) notes.set(note, [...(notes.get(note) ?? []), name]);
  }
  return notes;
}
