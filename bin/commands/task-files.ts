import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { outputFiles } from '../../contract/object-keys.ts';
import { parseJsonWith } from '../../contract/parse.ts';
import { parseReport, type Report, reportSchema } from '../../contract/report.ts';
import type { ObjectAddress, ObjectStore } from '../../gpu-worker/ports.ts';

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
 * Copies a finished task's files out of the store into a folder; each appears whole or not at all, the report last.
 * What an earlier report there names is removed first, so that no result lies beside a report that is not its own.
 * @param spare files that the task was made of; they are not removed even where an earlier report names them
 * @returns their paths
 */
export async function collectFiles(
  store: ObjectStore,
  report: Report,
  folder: string,
  spare: readonly string[] = [],
): Promise<string[]> {
  const { output } = report;
  const names = resultNames(report);
  await mkdir(folder, { recursive: true });
  await removeEarlier(folder, spare);
  const paths: string[] = [];
  for (const name of [...names, outputFiles.report]) {
    const target = path.join(folder, name);
    await copyOut(store, { bucket: output.bucket, key: `${output.prefix}${name}` }, target);
    paths.push(target);
  }
  return paths;
}

const resultNames = ({ result }: Report): string[] =>
  result === undefined ? [] : [result.file, result.poster, result.preview];

async function removeEarlier(folder: string, spare: readonly string[]): Promise<void> {
  const file = path.join(folder, outputFiles.report);
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = parseJsonWith(reportSchema, text, 'report');
  if (!parsed.ok) return;
  const spared = new Set(spare.map((each) => path.resolve(each)));
  await rm(file, { force: true });
  for (const name of resultNames(parsed.value)) {
    const target = path.resolve(folder, path.basename(name));
    if (!spared.has(target)) await rm(target, { force: true });
  }
}

async function copyOut(store: ObjectStore, address: ObjectAddress, target: string): Promise<void> {
  const partial = `${target}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(store.read(address)), createWriteStream(partial));
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}
