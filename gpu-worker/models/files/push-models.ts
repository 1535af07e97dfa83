import { createHash } from 'node:crypto';
import path from 'node:path';
import { permanent } from '../../errors.ts';
import type { ObjectAddress, ObjectStore } from '../../ports.ts';
import { uploadFile } from '../../transfer/upload-file.ts';
import { sumFile } from './model-file.ts';
import { lockFileIn, readModelsLock } from './models-lock.ts';
import { writePushedPin } from './pushed-pin.ts';

/** Where a model lies in an object store: its name says what it is, its hash which one. */
export const modelKey = (name: string, sha256: string): string => `models/${name}/${sha256}.onnx`;

interface PushedModel {
  readonly name: string;
  readonly sha256: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** `there`: the same bytes were pushed before. */
  readonly state: 'pushed' | 'there';
}

interface PushOptions {
  readonly folder: string;
  readonly bucket: string;
  readonly lockFile?: string;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Puts a model of a folder into an object store, and says there that workers take this version from now on. An
 * interrupted push goes on with the parts that are there.
 * @throws MODEL_NOT_FOUND, MODEL_CORRUPT when the file is not the one that is pinned, and what the store throws
 */
export async function pushModel(store: ObjectStore, name: string, options: PushOptions): Promise<PushedModel> {
  const file = path.join(options.folder, `${name}.onnx`);
  const sums = await sumFile(file);
  if (sums === undefined) throw permanent('MODEL_NOT_FOUND', `There is no ${file} to push; pull it first.`);
  const { sha256, sizeBytes } = sums;
  const pin = (await readModelsLock(options.lockFile ?? lockFileIn(options.folder))).models[name];
  if (pin !== undefined && pin.sha256 !== sha256) {
    throw permanent('MODEL_CORRUPT', `${file} has sha256 ${sha256}, but ${pin.sha256} is pinned; pull it again.`);
  }
  const address = { bucket: options.bucket, key: modelKey(name, sha256) };
  const pushed = { name, sha256, key: address.key, sizeBytes };
  const isThere = (await store.head(address))?.sizeBytes === sizeBytes && (await hashObject(store, address)) === sha256;
  if (!isThere) {
    const { onProgress } = options;
    // The key names the bytes, so a part of the right size that an earlier push left is the right part.
    const how = { contentType: 'application/octet-stream', resume: true, ...(onProgress && { onProgress }) };
    await uploadFile(store, address, file, how);
  }
  await writePushedPin(store, options.bucket, name, { sha256, sizeBytes });
  return { ...pushed, state: isThere ? 'there' : 'pushed' };
}

/** Its length and etag would not tell an altered object from the right one. */
async function hashObject(store: ObjectStore, address: ObjectAddress): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of store.read(address)) hash.update(chunk);
  return hash.digest('hex');
}
