import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { permanent } from '../../errors.ts';
import type { ObjectAddress, ObjectStore } from '../../ports.ts';
import { sumFile } from './model-file.ts';
import { lockFileIn, readModelsLock } from './models-lock.ts';
import { writePushedPin } from './pushed-pin.ts';

/** Where a model lies in an object store: its name says what it is, its hash which one. */
export const modelKey = (name: string, sha256: string): string => `models/${name}/${sha256}.onnx`;

/** Files up to here go in one piece, larger ones in parts of this size. */
const partBytes = 16 * 1024 * 1024;

export interface PushedModel {
  readonly name: string;
  readonly sha256: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** `there`: the same bytes were pushed before. */
  readonly state: 'pushed' | 'there';
}

export interface PushOptions {
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
  if (!isThere) await sendFile(store, address, file, sizeBytes, options);
  await writePushedPin(store, options.bucket, name, { sha256, sizeBytes });
  return { ...pushed, state: isThere ? 'there' : 'pushed' };
}

/** Its length and etag would not tell an altered object from the right one. */
async function hashObject(store: ObjectStore, address: ObjectAddress): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of store.read(address)) hash.update(chunk);
  return hash.digest('hex');
}

async function sendFile(
  store: ObjectStore,
  address: ObjectAddress,
  file: string,
  sizeBytes: number,
  { onProgress }: PushOptions,
): Promise<void> {
  const handle = await open(file);
  try {
    const piece = async (position: number): Promise<Uint8Array> => {
      const bytes = Buffer.alloc(Math.min(partBytes, sizeBytes - position));
      await handle.read(bytes, 0, bytes.length, position);
      return bytes;
    };
    if (sizeBytes <= partBytes) {
      await store.put(address, await piece(0), { contentType: 'application/octet-stream' });
      onProgress?.(sizeBytes, sizeBytes);
      return;
    }
    const upload = await store.startUpload(address, { contentType: 'application/octet-stream' });
    // The key names the bytes, so a part of the right size that an earlier push left is the right part.
    const there = new Map(upload.parts.map((part) => [part.partNumber, part.sizeBytes]));
    for (let position = 0; position < sizeBytes; position += partBytes) {
      const partNumber = position / partBytes + 1;
      const length = Math.min(partBytes, sizeBytes - position);
      if (there.get(partNumber) !== length) await upload.putPart(partNumber, await piece(position));
      onProgress?.(position + length, sizeBytes);
    }
    await upload.complete();
  } finally {
    await handle.close();
  }
}
