import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { checkWholeOnnx, readIfThere, sumFile } from './model-file.ts';
import { lockFileIn, readModelsLock } from './models-lock.ts';

export interface VerifiedModel {
  readonly name: string;
  /**
   * `ok`: as pinned, or as its `.hash` says; `unpinned`: whole, but nothing says what it should be; `altered`: not
   * what it was; `missing`: pinned, but not in the folder.
   */
  readonly state: 'ok' | 'unpinned' | 'altered' | 'missing';
  readonly detail: string;
  readonly sha256?: string;
  readonly sizeBytes?: number;
}

/** Looks at every model file of a folder and at every pin of the lock, in order of names. */
export async function verifyModels(folder: string, lockFile = lockFileIn(folder)): Promise<VerifiedModel[]> {
  const { models: pins } = await readModelsLock(lockFile);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.onnx')).map((file) => file.slice(0, -5));
  const names = [...new Set([...files, ...Object.keys(pins)])].sort();
  const verified: VerifiedModel[] = [];
  for (const name of names) verified.push(await verifyOne(folder, name, pins[name]?.sha256));
  return verified;
}

async function verifyOne(folder: string, name: string, pinned: string | undefined): Promise<VerifiedModel> {
  const file = path.join(folder, `${name}.onnx`);
  const sums = await sumFile(file);
  if (sums === undefined) return { name, state: 'missing', detail: 'pinned, but not in the folder: pull it' };
  const { sha256, sizeBytes } = sums;
  const facts = { name, sha256, sizeBytes };
  const hash = (await readIfThere(path.join(folder, `${name}.hash`)))?.trim().toLowerCase();
  if (pinned !== undefined && pinned !== sha256) {
    return { ...facts, state: 'altered', detail: `sha256 ${sha256}, pinned ${pinned}` };
  }
  if (hash !== undefined && hash !== sums.crc32) {
    return { ...facts, state: 'altered', detail: `CRC-32 ${sums.crc32}, its .hash says ${hash.slice(0, 40)}` };
  }
  const broken = await checkWholeOnnx(file).then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
  );
  if (broken !== undefined) return { ...facts, state: 'altered', detail: broken };
  const proofs = [pinned === undefined ? [] : ['as pinned'], hash === undefined ? [] : ['as its .hash says']].flat();
  if (proofs.length === 0) return { ...facts, state: 'unpinned', detail: 'whole, but neither a pin nor a .hash' };
  return { ...facts, state: 'ok', detail: proofs.join(', ') };
}
