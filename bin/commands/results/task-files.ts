import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { outputFiles } from '../../../contract/object-keys.ts';
import { parseReport, type Report } from '../../../contract/report.ts';
import { makeFolders } from '../../../gpu-worker/files/make-folders.ts';
import type { ObjectStore } from '../../../gpu-worker/ports.ts';
import { temporaryIn } from './passing-names.ts';
import { type PlacedResults, placeFailure, placeResults } from './place-results.ts';
import type { ResultPlan } from './plan-results.ts';

/** The report under a prefix, or undefined while there is none. */
export async function readReport(store: ObjectStore, bucket: string, prefix: string): Promise<Report | undefined> {
  const address = { bucket, key: `${prefix}${outputFiles.report}` };
  if ((await store.head(address)) === undefined) return undefined;
  const chunks = await Array.fromAsync(store.read(address));
  const parsed = parseReport(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

/**
 * Brings a task's files out of the store into the user's folder, under the names that were planned: see
 * {@link placeResults}. Of a task that came to nothing there is the report alone.
 */
export async function collectFiles(store: ObjectStore, report: Report, plan: ResultPlan): Promise<PlacedResults> {
  const { result, output } = report;
  makeFolders(plan.folder);
  if (result === undefined) return placeFailure(plan, report);
  const downloads: string[] = [];
  const fetched = async (name: string): Promise<string> => {
    const address = { bucket: output.bucket, key: `${output.prefix}${name}` };
    if (store.files !== undefined) return store.files.locate(address);
    const file = temporaryIn(plan.folder);
    downloads.push(file);
    await pipeline(Readable.from(store.read(address)), createWriteStream(file, { flags: 'wx' }));
    return file;
  };
  try {
    const finished = {
      file: await fetched(result.file),
      poster: await fetched(result.poster),
      preview: await fetched(result.preview),
    };
    return await placeResults(plan, report, finished);
  } finally {
    for (const file of downloads) await rm(file, { force: true });
  }
}
