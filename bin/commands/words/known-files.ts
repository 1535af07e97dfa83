import path from 'node:path';
import { outputFiles } from '../../../contract/object-keys.ts';
import { defined } from '../../../contract/options/option.ts';
import type { Report } from '../../../contract/report.ts';
import { FacelineError } from '../../../gpu-worker/errors.ts';
import type { ObjectStore } from '../../../gpu-worker/ports.ts';
import { asStartedHere } from '../faceline-command.ts';
import { localBuckets } from '../upload-names.ts';
import { localAdvice } from './local-advice.ts';

/** Which file of the user's lies behind each key of a run's own store. */
export type KnownFiles = ReadonlyMap<string, string>;

/**
 * A text about keys, in the words of whoever named the files: their names stand for keys, for folders of photos and for
 * persons that only the store knows; and commands are named as they are started here.
 */
export function inTheirWords(text: string, files: KnownFiles): string {
  const named = [...files].map(([key, file]) => [key, path.basename(file)] as const);
  const persons = new Map<string, string[]>();
  for (const [key, name] of named) {
    const person = /^persons\/([^/]+)\//.exec(key)?.[1];
    if (person !== undefined) persons.set(person, [...(persons.get(person) ?? []), name]);
  }
  const folders = [...persons].flatMap(([person, names]) => {
    const photos = names.join(', ');
    return [[`persons/${person}/`, photos] as const, [`person ${person}`, `person of ${photos}`] as const];
  });
  const bare = [...named, ...folders];
  const { input, output } = localBuckets;
  const inBucket = bare.flatMap(
    ([key, name]) =>
      [
        [`${key} in ${input}`, name],
        [`${input}/${key}`, name],
      ] as const,
  );
  const store = [
    ['The object store', 'The folder of this run'],
    [`in ${output}`, 'in the folder of this run'],
  ] as const;
  // The longest first: one key may begin another, and one name be part of it.
  const words = [...inBucket, ...bare, ...store].toSorted(([a], [b]) => b.length - a.length);
  return words.reduce((told, [key, name]) => told.replaceAll(key, () => name), asStartedHere(text));
}

/** A report in these words, with the files that source and photos are. Keys stay: they are the record of the store. */
export function reportInTheirWords(report: Report, files: KnownFiles): Report {
  const told = (text: string): string => inTheirWords(text, files);
  const noted = <T extends { readonly note?: string | undefined }>(entry: T): T =>
    entry.note === undefined ? entry : { ...entry, note: told(entry.note) };
  const fileOf = (key: string) => defined({ file: files.get(key) });
  const { result, error, source } = report;
  return {
    ...report,
    source: { ...source, ...fileOf(source.key) },
    ...defined({
      error: error && { ...error, message: told(error.message), advice: asStartedHere(localAdvice[error.code]) },
      result: result && {
        ...result,
        persons: result.persons.map(({ person, photos }) => ({
          person,
          photos: photos.map((photo) => ({ ...noted(photo), ...fileOf(photo.key) })),
        })),
        ...defined({ identities: result.identities?.map(noted) }),
        notes: result.notes.map(told),
      },
    }),
  };
}

/** Puts a report into these words where it lies, so that whoever fetches it has them too. */
export async function rewordReport(store: ObjectStore, report: Report, files: KnownFiles): Promise<Report> {
  const told = reportInTheirWords(report, files);
  const { bucket, prefix } = report.output;
  const bytes = Buffer.from(`${JSON.stringify(told, null, 2)}\n`);
  await store.put({ bucket, key: `${prefix}${outputFiles.report}` }, bytes, { contentType: 'application/json' });
  return told;
}

/** A foreseen error in these words; any other as it is. */
export function errorInTheirWords(thrown: unknown, files: KnownFiles): unknown {
  if (!(thrown instanceof FacelineError)) return thrown;
  const { code, message, retryable, cause } = thrown;
  return new FacelineError(code, inTheirWords(message, files), { retryable, cause });
}
