import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FacelineError, permanent, systemCode, transient } from '../../errors.ts';
import { makeFolder } from '../../files/durable-files.ts';
import { removeLeftBehind } from '../../files/process-mark.ts';
import type {
  ByteRange,
  ObjectAddress,
  ObjectFiles,
  ObjectHead,
  ObjectStore,
  PutOptions,
  PutOutcome,
  Upload,
} from '../../ports.ts';
import { FolderUpload } from './folder-upload.ts';
import { bucketFolder, folderToKeyPrefix, pathToKey } from './key-path.ts';
import { ObjectBodies } from './object-bodies.ts';
import { etagOf, fileEtag } from './object-facts.ts';

// No bucket has a "%" in its name, so nothing of ours collides with an object.
const ownFolder = '%store';
const chunkBytes = 256 * 1024;

/**
 * An object store in a folder, safe for several processes at once and across `kill -9` and power cuts: bodies lie
 * under `<root>/<bucket>/<key>` (see key-path for unusual keys), all else under `<root>/%store`. Files that somebody
 * puts there by hand are objects too, without metadata. A file system that ignores case makes one object of keys
 * that differ in case only.
 * @param root made when it is not there; leftovers of processes that are gone are removed from it
 */
export async function openFolderObjectStore(root: string): Promise<FolderObjectStore> {
  const absolute = path.resolve(root);
  const bodies = new ObjectBodies(absolute, path.join(absolute, ownFolder));
  await guarded('open', { bucket: absolute, key: '' }, async () => {
    await makeFolder(bodies.temporary);
    await removeLeftBehind(bodies.temporary, Date.now());
  });
  return new FolderObjectStore(bodies);
}

export class FolderObjectStore implements ObjectStore {
  readonly #bodies: ObjectBodies;
  readonly files: ObjectFiles = {
    locate: (address, options) => guarded('locate', address, () => this.#locate(address, options?.ifMatch)),
    adopt: (address, file, options) => guarded('adopt', address, () => this.#bodies.adopt(address, options, file)),
  };

  constructor(bodies: ObjectBodies) {
    this.#bodies = bodies;
  }

  head(address: ObjectAddress): Promise<ObjectHead | undefined> {
    return guarded('head', address, async () => {
      const body = await this.#bodies.open(address);
      if (body === undefined) return undefined;
      await body.handle.close();
      const { stats, facts } = body;
      const { etag, metadata } = facts;
      return { sizeBytes: Number(stats.size), etag, metadata, modifiedAt: new Date(Number(stats.mtimeMs)) };
    });
  }

  async *read(
    address: ObjectAddress,
    options: { readonly range?: ByteRange; readonly ifMatch?: string; readonly signal?: AbortSignal } = {},
  ): AsyncIterable<Uint8Array> {
    const { ifMatch, signal } = options;
    signal?.throwIfAborted();
    const body = await guarded('read', address, () => this.#bodies.open(address));
    const where = `${address.bucket}/${address.key}`;
    if (body === undefined) {
      throw permanent('SOURCE_NOT_FOUND', `There is no object ${where}; upload it first.`);
    }
    const { handle, facts } = body;
    try {
      expectEtag(facts.etag, ifMatch, where);
      const { start, end } = wholeRange(options.range, Number(body.stats.size), where);
      for (let position = start; position < end; ) {
        signal?.throwIfAborted();
        const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, end - position));
        const at = position;
        const { bytesRead } = await guarded('read', address, () => handle.read(buffer, 0, buffer.length, at));
        if (bytesRead === 0) throw transient('STORE_UNAVAILABLE', `${where} became shorter while it was read.`);
        yield buffer.subarray(0, bytesRead);
        position += bytesRead;
      }
    } finally {
      await handle.close();
    }
  }

  put(address: ObjectAddress, bytes: Uint8Array, options?: PutOptions): Promise<PutOutcome> {
    return guarded('put', address, () =>
      this.#bodies.store(address, options, async (handle) => {
        await handle.writeFile(bytes);
        return etagOf(createHash('sha256').update(bytes).digest());
      }),
    );
  }

  /**
   * Makes an object of a file that stays where it is, somebody's own: it is neither copied nor read. Whoever reads the
   * object after the file has changed gets SOURCE_CHANGED.
   */
  refer(address: ObjectAddress, file: string, options?: PutOptions): Promise<PutOutcome> {
    return guarded('refer', address, async () => {
      const stats = await stat(file, { bigint: true });
      const place = { file, sizeBytes: Number(stats.size), modifiedNs: String(stats.mtimeNs) };
      return this.#bodies.store(address, options, async () => fileEtag(stats), place);
    });
  }

  startUpload(address: ObjectAddress, options: Omit<PutOptions, 'ifAbsent'> = {}): Promise<Upload> {
    return guarded('startUpload', address, async () => {
      const uploads = path.join(this.#bodies.root, ownFolder, 'uploads');
      const upload = await FolderUpload.start(this.#bodies, uploads, address, options);
      return {
        get parts() {
          return upload.parts;
        },
        putPart: (partNumber, bytes) => guarded('putPart', address, () => upload.putPart(partNumber, bytes)),
        complete: (asked) => guarded('complete', address, () => upload.complete(asked)),
        abort: () => guarded('abort', address, () => upload.abort()),
      };
    });
  }

  async *list(bucket: string, prefix: string): AsyncIterable<{ readonly key: string; readonly sizeBytes: number }> {
    const address = { bucket, key: prefix };
    const keys = await guarded('list', address, () => this.#keysBelow(bucket, prefix));
    for (const { key, file } of keys) {
      const body = await stat(file, { bigint: true }).catch(() => undefined);
      // Deleted since the folder was read.
      if (body !== undefined) yield { key, sizeBytes: await this.#bodies.sizeBytes({ bucket, key }, body) };
    }
  }

  delete(address: ObjectAddress): Promise<void> {
    return guarded('delete', address, async () => {
      if (address.versionId === undefined) await this.#bodies.delete(address);
    });
  }

  async #locate(address: ObjectAddress, ifMatch: string | undefined): Promise<string> {
    const body = await this.#bodies.open(address);
    const where = `${address.bucket}/${address.key}`;
    if (body === undefined) throw permanent('SOURCE_NOT_FOUND', `There is no object ${where}; upload it first.`);
    await body.handle.close();
    expectEtag(body.facts.etag, ifMatch, where);
    return body.facts.place?.file ?? this.#bodies.path(address);
  }

  async #keysBelow(bucket: string, prefix: string): Promise<readonly { key: string; file: string }[]> {
    const top = path.join(this.#bodies.root, bucketFolder(bucket));
    const found: { key: string; file: string; bytes: Buffer }[] = [];
    const folders = [''];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of await readdir(path.join(top, folder), { withFileTypes: true }).catch(emptyIfGone)) {
        const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          const begins = folderToKeyPrefix(below);
          if (begins.startsWith(prefix) || prefix.startsWith(begins)) folders.push(below);
        } else if (entry.isFile()) {
          const key = pathToKey(below);
          if (key?.startsWith(prefix)) found.push({ key, file: path.join(top, below), bytes: Buffer.from(key) });
        }
      }
    }
    return found.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  }
}

function expectEtag(found: string, expected: string | undefined, where: string): void {
  if (expected === undefined || expected === found) return;
  throw permanent('SOURCE_CHANGED', `${where} has etag ${found}, expected ${expected}: it was replaced.`);
}

function emptyIfGone(cause: unknown): never[] {
  if (['ENOENT', 'ENOTDIR'].includes(systemCode(cause) ?? '')) return [];
  throw cause;
}

function wholeRange(range: ByteRange | undefined, size: number, where: string): { start: number; end: number } {
  if (range === undefined) return { start: 0, end: size };
  const { start, end } = range;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || start >= size) {
    throw permanent('SOURCE_UNREADABLE', `${where} has ${size} bytes; bytes ${start} to ${end} were asked for.`);
  }
  return { start, end: Math.min(end + 1, size) };
}

/** Runs one operation, and says in our words how the file system failed. */
async function guarded<T>(what: string, address: ObjectAddress, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (cause) {
    if (cause instanceof FacelineError) throw cause;
    const code = systemCode(cause) ?? String(cause);
    const where = `${address.bucket}/${address.key}`;
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
      const right = 'give this user the right to the folder';
      throw permanent('STORE_DENIED', `The object store may not ${what} ${where} (${code}); ${right}.`, cause);
    }
    throw transient('STORE_UNAVAILABLE', `The object store failed to ${what} ${where} (${code}).`, cause);
  }
}
