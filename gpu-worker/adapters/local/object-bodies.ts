import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectAddress, PutOptions, PutOutcome } from '../../ports.ts';
import { makeFolder, syncFolder, systemCode, temporaryPath, writeNewFile } from './durable-files.ts';
import { bucketFolder, keyToPath } from './key-path.ts';
import { etagOf, FactsFolder, factsOf, type ObjectFacts } from './object-facts.ts';

export interface OpenBody {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
  readonly facts: ObjectFacts;
}

/** Bodies of objects as files, each published in one step together with its facts. Throws the system's errors. */
export class ObjectBodies {
  readonly root: string;
  readonly temporary: string;
  readonly #facts: FactsFolder;

  constructor(root: string, ownFolder: string) {
    this.root = root;
    this.temporary = path.join(ownFolder, 'temporary');
    this.#facts = new FactsFolder(path.join(ownFolder, 'facts'), this.temporary);
  }

  path({ bucket, key }: ObjectAddress): string {
    return path.join(this.root, bucketFolder(bucket), keyToPath(key));
  }

  /** Opens a body with the facts that belong to exactly these bytes. Undefined when there is none. */
  async open(address: ObjectAddress): Promise<OpenBody | undefined> {
    // There are no versions here, so none can be asked for.
    if (address.versionId !== undefined) return undefined;
    const file = this.path(address);
    for (;;) {
      const handle = await openFile(file);
      if (handle === undefined) return undefined;
      try {
        const stats = await handle.stat({ bigint: true });
        if (!stats.isFile()) {
          await handle.close();
          return undefined;
        }
        const facts = await this.#facts.read(address.bucket, address.key, stats);
        if (facts !== undefined) return { handle, stats, facts };
        // Without facts it was either replaced between the two looks, or not stored by us.
        if ((await stat(file, { bigint: true }).catch(() => undefined))?.ino === stats.ino) {
          return { handle, stats, facts: factsOf(address.key, await contentEtag(handle), undefined) };
        }
        await handle.close();
      } catch (cause) {
        await handle.close();
        throw cause;
      }
    }
  }

  /**
   * Stores a body.
   * @param write writes the bytes and returns their etag
   */
  async store(
    address: ObjectAddress,
    options: PutOptions | undefined,
    write: (handle: FileHandle) => Promise<string>,
  ): Promise<PutOutcome> {
    const file = this.path(address);
    const { bucket, key } = address;
    if (options?.ifAbsent === true && (await openable(file))) return 'exists';
    const temporary = temporaryPath(this.temporary);
    const written = await writeNewFile(temporary, async (handle) => ({
      etag: await write(handle),
      stats: await handle.stat({ bigint: true }),
    }));
    try {
      await this.#facts.write(bucket, written.stats, factsOf(key, written.etag, options));
      await makeFolder(path.dirname(file));
      if (options?.ifAbsent === true) {
        // link(2) fails when the name is taken, whichever process took it.
        await link(temporary, file);
        await rm(temporary, { force: true });
        await syncFolder(path.dirname(file));
        return 'stored';
      }
      const replaced = await stat(file, { bigint: true }).catch(() => undefined);
      await rename(temporary, file);
      await syncFolder(path.dirname(file));
      if (replaced !== undefined) await this.#facts.remove(bucket, key, replaced);
      return 'stored';
    } catch (cause) {
      await rm(temporary, { force: true });
      if (systemCode(cause) !== 'EEXIST') throw cause;
      await this.#facts.remove(bucket, key, written.stats);
      return 'exists';
    }
  }

  async delete(address: ObjectAddress): Promise<void> {
    const file = this.path(address);
    const stats = await stat(file, { bigint: true }).catch(() => undefined);
    if (stats?.isFile() !== true) return;
    await rm(file, { force: true });
    await syncFolder(path.dirname(file));
    await this.#facts.remove(address.bucket, address.key, stats);
  }
}

async function openFile(file: string): Promise<FileHandle | undefined> {
  try {
    // No link leads out of the root, and no named pipe blocks the thread.
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCode(cause) ?? '')) return undefined;
    throw cause;
  }
}

async function openable(file: string): Promise<boolean> {
  const handle = await openFile(file);
  await handle?.close();
  return handle !== undefined;
}

async function contentEtag(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return etagOf(hash.digest());
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
