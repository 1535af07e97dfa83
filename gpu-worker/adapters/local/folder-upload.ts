import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { parseJsonWith } from '../../../contract/parse.ts';
import { permanent, systemCode, transient } from '../../errors.ts';
import { makeFolder, syncFolder, temporaryPath, writeNewFile } from '../../files/durable-files.ts';
import type { ObjectAddress, PutOptions, PutOutcome, Upload, UploadedPart } from '../../ports.ts';
import type { ObjectBodies } from './object-bodies.ts';
import { etagOf, keyHash } from './object-facts.ts';

const minPartBytes = 5 * 1024 * 1024;
const settingsFile = 'upload.json';

const settingsSchema = z.strictObject({
  key: z.string(),
  startedAt: z.iso.datetime(),
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/** A multipart upload as a folder with one file a part, which another process can go on with after a kill. */
export class FolderUpload implements Upload {
  readonly #bodies: ObjectBodies;
  readonly #address: ObjectAddress;
  readonly #folder: string;
  readonly #options: Omit<PutOptions, 'ifAbsent'>;
  readonly #parts: Map<number, UploadedPart>;

  /** Goes on with the unfinished upload at this address, or starts one. */
  static async start(
    bodies: ObjectBodies,
    uploadsFolder: string,
    address: ObjectAddress,
    options: Omit<PutOptions, 'ifAbsent'>,
  ): Promise<FolderUpload> {
    bodies.path(address);
    const folder = path.join(uploadsFolder, address.bucket, keyHash(address.key));
    await makeFolder(folder);
    for (const name of await readdir(folder)) {
      const unfinished = path.join(folder, name);
      const text = await readFile(path.join(unfinished, settingsFile), 'utf8').catch(() => '');
      const settings = parseJsonWith(settingsSchema, text, 'upload');
      if (!settings.ok || settings.value.key !== address.key) continue;
      const { contentType, metadata } = settings.value;
      const kept = { ...(contentType === undefined ? {} : { contentType }), ...(metadata ? { metadata } : {}) };
      return new FolderUpload(bodies, address, unfinished, kept, await storedParts(unfinished));
    }
    const fresh = temporaryPath(bodies.temporary);
    await makeFolder(fresh);
    const { contentType, metadata } = options;
    const settings = { key: address.key, startedAt: new Date().toISOString(), contentType, metadata };
    await writeNewFile(path.join(fresh, settingsFile), (handle) => handle.writeFile(JSON.stringify(settings)));
    await syncFolder(fresh);
    const named = path.join(folder, randomUUID());
    await rename(fresh, named);
    await syncFolder(folder);
    return new FolderUpload(bodies, address, named, options, new Map());
  }

  private constructor(
    bodies: ObjectBodies,
    address: ObjectAddress,
    folder: string,
    options: Omit<PutOptions, 'ifAbsent'>,
    parts: Map<number, UploadedPart>,
  ) {
    this.#bodies = bodies;
    this.#address = address;
    this.#folder = folder;
    this.#options = options;
    this.#parts = parts;
  }

  get parts(): readonly UploadedPart[] {
    return [...this.#parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  }

  async putPart(partNumber: number, bytes: Uint8Array): Promise<UploadedPart> {
    if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > 10_000) {
      throw permanent('INTERNAL', `An upload's parts are numbered 1 to 10,000, not ${partNumber}.`);
    }
    const etag = etagOf(createHash('sha256').update(bytes).digest());
    const temporary = temporaryPath(this.#bodies.temporary);
    await writeNewFile(temporary, (handle) => handle.writeFile(bytes));
    try {
      await rename(temporary, this.#partFile(partNumber));
    } catch (cause) {
      await rm(temporary, { force: true });
      throw systemCode(cause) === 'ENOENT' ? this.#gone(cause) : cause;
    }
    await syncFolder(this.#folder);
    const part = { partNumber, sizeBytes: bytes.byteLength, etag };
    this.#parts.set(partNumber, part);
    return part;
  }

  async complete(options: Pick<PutOptions, 'ifAbsent'> = {}): Promise<PutOutcome> {
    const { parts } = this;
    if (parts.length === 0) throw permanent('INTERNAL', 'An upload without parts cannot be completed; put one first.');
    const short = parts.slice(0, -1).find((part) => part.sizeBytes < minPartBytes);
    if (short !== undefined) {
      const found = `part ${short.partNumber} has ${short.sizeBytes} bytes`;
      throw permanent('INTERNAL', `Every part of an upload but the last has at least 5 MiB; ${found}.`);
    }
    const outcome = await this.#bodies.store(this.#address, { ...this.#options, ...options }, (handle) =>
      this.#join(handle, parts),
    );
    await this.abort();
    return outcome;
  }

  async abort(): Promise<void> {
    // Out of sight in one step: a kill in the middle must not leave half an upload to go on with.
    const aside = temporaryPath(this.#bodies.temporary);
    try {
      await rename(this.#folder, aside);
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return;
      throw cause;
    }
    await rm(aside, { recursive: true, force: true });
  }

  async #join(handle: FileHandle, parts: readonly UploadedPart[]): Promise<string> {
    const whole = createHash('sha256');
    for (const part of parts) {
      const hash = createHash('sha256');
      try {
        for await (const chunk of createReadStream(this.#partFile(part.partNumber), { highWaterMark: 1 << 20 })) {
          hash.update(chunk);
          whole.update(chunk);
          await handle.writeFile(chunk);
        }
      } catch (cause) {
        throw systemCode(cause) === 'ENOENT' ? this.#gone(cause) : cause;
      }
      if (etagOf(hash.digest()) !== part.etag) {
        throw transient('STORE_UNAVAILABLE', `Part ${part.partNumber} was replaced by somebody else; upload again.`);
      }
    }
    return etagOf(whole.digest());
  }

  #partFile(partNumber: number): string {
    return path.join(this.#folder, String(partNumber).padStart(5, '0'));
  }

  #gone(cause: unknown): Error {
    const what = `The upload to ${this.#address.key} was completed or aborted by somebody else; start it again.`;
    return transient('STORE_UNAVAILABLE', what, cause);
  }
}

async function storedParts(folder: string): Promise<Map<number, UploadedPart>> {
  const parts = new Map<number, UploadedPart>();
  for (const name of (await readdir(folder)).sort()) {
    if (!/^\d{5}$/.test(name)) continue;
    const file = path.join(folder, name);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
    const partNumber = Number(name);
    parts.set(partNumber, { partNumber, sizeBytes: (await stat(file)).size, etag: etagOf(hash.digest()) });
  }
  return parts;
}
