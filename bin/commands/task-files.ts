import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { outputFiles } from '../../contract/object-keys.ts';
import { parseReport, type Report } from '../../contract/report.ts';
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
 * @returns their paths
 */
export async function collectFiles(store: ObjectStore, report: Report, folder: string): Promise<string[]> {
  const { output, result } = report;
  const names = result === undefined ? [] : [result.file, result.poster, result.preview];
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const name of [...names, outputFiles.report]) {
    const target = path.join(folder, name);
    await copyOut(store, { bucket: output.bucket, key: `${output.prefix}${name}` }, target);
    paths.push(target);
  }
  return paths;
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
