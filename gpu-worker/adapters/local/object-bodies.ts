import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { permanent, systemCode } from '../../errors.ts';
import { makeFolder, syncFolder, temporaryPath, writeNewFile } from '../../files/durable-files.ts';
import { linkOrCopy, nameExclusively } from '../../files/name-file.ts';
import type { ObjectAddress, PutOptions, PutOutcome } from '../../ports.ts';
import { bucketFolder, keyToPath } from './key-path.ts';
import { etagOf, FactsFolder, factsOf, fileEtag, type ObjectFacts, type ObjectPlace } from './object-facts.ts';

interface OpenBody {
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

  /**
   * Opens a body with the facts that belong to exactly these bytes. Undefined when there is none.
   * @throws SOURCE_CHANGED when the bytes lie in a file that is not what it was
   */
  async open(address: ObjectAddress): Promise<OpenBody | undefined> {
    // There are no versions here, so none can be asked for.
    if (address.versionId !== undefined) return undefined;
    const file = this.path(address);
    for (;;) {
      const handle = await openFile(file);
      if (handle === undefined) return undefined;
      let kept = false;
      try {
        const stats = await handle.stat({ bigint: true });
        if (!stats.isFile()) return undefined;
        const facts = await this.#facts.read(address.bucket, address.key, stats);
        if (facts?.place !== undefined) return { ...(await openPlace(facts.place)), facts };
        // Without facts it was either replaced between the two looks, or not stored by us.
        const isStill = async () => (await stat(file, { bigint: true }).catch(() => undefined))?.ino === stats.ino;
        if (facts !== undefined || (await isStill())) {
          const known = facts ?? factsOf(address.key, await contentEtag(handle), undefined);
          kept = true;
          return { handle, stats, facts: known };
        }
      } finally {
        if (!kept) await handle.close();
      }
    }
  }

  /** Bytes of an object whose body's file was looked at. */
  async sizeBytes(address: ObjectAddress, body: BigIntStats): Promise<number> {
    const facts = body.size > 0n ? undefined : await this.#facts.read(address.bucket, address.key, body);
    return facts?.place?.sizeBytes ?? Number(body.size);
  }

  /**
   * Stores a body.
   * @param write writes the bytes and returns their etag
   */
  async store(
    address: ObjectAddress,
    options: PutOptions | undefined,
    write: (handle: FileHandle) => Promise<string>,
    place?: ObjectPlace,
  ): Promise<PutOutcome> {
    if (options?.ifAbsent === true && (await openable(this.path(address)))) return 'exists';
    const temporary = temporaryPath(this.temporary);
    const written = await writeNewFile(temporary, async (handle) => ({
      etag: await write(handle),
      stats: await handle.stat({ bigint: true }),
    }));
    const facts = factsOf(address.key, written.etag, options);
    return this.#publish(address, options, temporary, written.stats, place === undefined ? facts : { ...facts, place });
  }

  /** Stores a file that is finished, under a second name of its own where the file system has such, unread. */
  async adopt(address: ObjectAddress, options: PutOptions | undefined, finished: string): Promise<PutOutcome> {
    if (options?.ifAbsent === true && (await openable(this.path(address)))) return 'exists';
    const temporary = temporaryPath(this.temporary);
    await linkOrCopy(finished, temporary);
    const handle = await open(temporary, 'r');
    try {
      await handle.sync();
      const stats = await handle.stat({ bigint: true });
      return await this.#publish(address, options, temporary, stats, factsOf(address.key, fileEtag(stats), options));
    } finally {
      await handle.close();
      await rm(temporary, { force: true });
    }
  }

  async #publish(
    address: ObjectAddress,
    options: PutOptions | undefined,
    temporary: string,
    stats: BigIntStats,
    facts: ObjectFacts,
  ): Promise<PutOutcome> {
    const file = this.path(address);
    const { bucket, key } = address;
    try {
      await this.#facts.write(bucket, stats, facts);
      await makeFolder(path.dirname(file));
      if (options?.ifAbsent === true) {
        await nameExclusively(temporary, file);
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
      await this.#facts.remove(bucket, key, stats);
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

/** A file of somebody's own, as long as it is what it was when the object was made of it. */
async function openPlace({ file, sizeBytes, modifiedNs }: ObjectPlace): Promise<Omit<OpenBody, 'facts'>> {
  const changed = (how: string, cause?: unknown) =>
    permanent(
      'SOURCE_CHANGED',
      `${path.basename(file)} ${how} while it was being worked on; leave it alone meanwhile.`,
      cause,
    );
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    const code = systemCode(cause) ?? String(cause);
    if (['ENOENT', 'ENOTDIR'].includes(code)) throw changed('was moved or removed', cause);
    throw permanent('SOURCE_UNREADABLE', `${path.basename(file)} cannot be read (${code}).`, cause);
  });
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile() || Number(stats.size) !== sizeBytes || String(stats.mtimeNs) !== modifiedNs) {
      throw changed('was written to or replaced');
    }
    return { handle, stats };
  } catch (cause) {
    await handle.close();
    throw cause;
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
