import { randomBytes } from 'node:crypto';
import { open, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { asFacelineError, permanent, transient } from '../../errors.ts';
import { moveDurably, writeDurably } from '../../files/durable-files.ts';
import { makeFolders } from '../../files/make-folders.ts';
import type { ObjectStore } from '../../ports.ts';
import { sumFile } from './model-file.ts';
import { modelKey } from './push-models.ts';
import { pinKey, readPushedPin } from './pushed-pin.ts';

interface ObjectModelSourceOptions {
  readonly store: ObjectStore;
  readonly bucket: string;
  /** A folder of this source's own; what lies there from an earlier process is used again. */
  readonly scratch: string;
  /** Most bytes of model files on scratch. */
  readonly byteLimit: number;
  /** sha256 by name, from a lock. A model without one is taken as it was pushed last, or lies there in one version. */
  readonly pinned?: ReadonlyMap<string, string>;
}

/** Models on scratch that nobody removes until `release` is called. */
interface HeldModels {
  /** Holds `<name>.onnx` and `<name>.hash` of each, as a models folder does. */
  readonly folder: string;
  /** Throws RangeError for a name that was not asked for. */
  file(name: string): { readonly path: string; readonly sha256: string; readonly sizeBytes: number };
  release(): void;
}

export interface ObjectModelSource {
  /** Whether a version of a model lies in the store, or here already. Throws what the store throws. */
  has(name: string): Promise<boolean>;
  /**
   * Makes sure that models lie on scratch, checked against their sha256 before anybody uses them. Those that were
   * used least lately make room.
   * @throws MODEL_NOT_FOUND, MODEL_CORRUPT (permanent), SCRATCH_FULL when the models in use leave no room (retryable),
   * and what the store throws
   */
  hold(names: readonly string[], signal?: AbortSignal): Promise<HeldModels>;
}

interface Entry {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Larger is later. */
  usedAt: number;
  holders: number;
}

/** Models from `models/<name>/<sha256>.onnx` in an object store, fetched when they are needed. */
export async function openObjectModelSource(options: ObjectModelSourceOptions): Promise<ObjectModelSource> {
  makeFolders(options.scratch);
  return new ScratchModels(options, await readScratch(options.scratch));
}

/** Whole files of earlier processes, in the order of their last use; leftovers of interrupted fetches go. */
async function readScratch(scratch: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for (const file of await readdir(scratch)) {
    const full = path.join(scratch, file);
    if (file.endsWith('.part')) await rm(full, { force: true });
    if (!file.endsWith('.onnx')) continue;
    const sums = await sumFile(full);
    if (sums === undefined) continue;
    const usedAt = (await stat(full)).mtimeMs;
    entries.set(file.slice(0, -5), { sha256: sums.sha256, sizeBytes: sums.sizeBytes, usedAt, holders: 0 });
  }
  return entries;
}

class ScratchModels implements ObjectModelSource {
  readonly #options: ObjectModelSourceOptions;
  readonly #entries: Map<string, Entry>;
  /** One fetch at a time: two would not know of each other's bytes. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ObjectModelSourceOptions, entries: Map<string, Entry>) {
    this.#options = options;
    this.#entries = entries;
  }

  async has(name: string): Promise<boolean> {
    if (this.#entries.has(name)) return true;
    const { store, bucket } = this.#options;
    for await (const { key } of store.list(bucket, `models/${name}/`)) if (key.endsWith('.onnx')) return true;
    return false;
  }

  async hold(names: readonly string[], signal?: AbortSignal): Promise<HeldModels> {
    const held = new Map<string, Entry>();
    const release = (): void => {
      for (const entry of held.values()) entry.holders -= 1;
      held.clear();
    };
    const versions = await this.#versionsOf([...new Set(names)]);
    const turn = this.#turn.then(async () => {
      for (const [name, sha256] of versions) {
        const entry = await this.#ensure(name, sha256, signal);
        entry.holders += 1;
        held.set(name, entry);
      }
    });
    this.#turn = turn.catch(() => undefined);
    try {
      await turn;
    } catch (thrown) {
      release();
      throw thrown;
    }
    const { scratch: folder } = this.#options;
    const files = new Map(
      [...held].map(([name, { sha256, sizeBytes }]) => [
        name,
        { path: path.join(folder, `${name}.onnx`), sha256, sizeBytes },
      ]),
    );
    const file = (name: string) => {
      const found = files.get(name);
      if (found === undefined) throw new RangeError(`The model ${name} was not asked for.`);
      return found;
    };
    return { folder, file, release };
  }

  async #ensure(name: string, sha256: string, signal: AbortSignal | undefined): Promise<Entry> {
    signal?.throwIfAborted();
    const { scratch } = this.#options;
    const known = this.#entries.get(name);
    const entry = known?.sha256 === sha256 ? known : await this.#fetch(name, sha256, signal);
    const now = new Date();
    entry.usedAt = Math.max(now.getTime(), ...[...this.#entries.values()].map(({ usedAt }) => usedAt + 1));
    await utimes(path.join(scratch, `${name}.onnx`), now, new Date(entry.usedAt));
    return entry;
  }

  /** Throws MODEL_NOT_FOUND with what is wrong with every model that is not there. */
  async #versionsOf(names: readonly string[]): Promise<(readonly [name: string, sha256: string])[]> {
    const looked = await Promise.allSettled(names.map(async (name) => [name, await this.#versionOf(name)] as const));
    const failed = looked.flatMap((look) => (look.status === 'rejected' ? [asFacelineError(look.reason)] : []));
    // Of a store that does not answer it is not known what it holds.
    const [first] = failed.toSorted((a, b) => Number(b.retryable) - Number(a.retryable));
    if (first === undefined) return looked.flatMap((look) => (look.status === 'fulfilled' ? [look.value] : []));
    const missing = failed.filter(({ code }) => code === 'MODEL_NOT_FOUND');
    if (first.code !== 'MODEL_NOT_FOUND' || missing.length < 2) throw first;
    throw permanent('MODEL_NOT_FOUND', missing.map(({ message }) => message).join(' '));
  }

  async #versionOf(name: string): Promise<string> {
    const { store, bucket, pinned } = this.#options;
    const locked = pinned?.get(name);
    if (locked !== undefined) return locked;
    const prefix = `models/${name}/`;
    const versions: string[] = [];
    // Not read on the chance that it is there: a role that may list only below a prefix is denied, not told "no".
    for await (const { key } of store.list(bucket, prefix)) {
      if (key === pinKey(name)) return (await readPushedPin(store, bucket, name)).sha256;
      const sha256 = /^([0-9a-f]{64})\.onnx$/.exec(key.slice(prefix.length))?.[1];
      if (sha256 !== undefined) versions.push(sha256);
    }
    const [only] = versions;
    if (only === undefined) {
      throw permanent('MODEL_NOT_FOUND', `There is no ${prefix}<sha256>.onnx in bucket ${bucket}; push it.`);
    }
    if (versions.length === 1) return only;
    const found = versions.join(', ');
    throw permanent(
      'MODEL_NOT_FOUND',
      `${prefix} has ${versions.length} versions and none is pinned: ${found}. Push the right one again.`,
    );
  }

  async #fetch(name: string, sha256: string, signal: AbortSignal | undefined): Promise<Entry> {
    const { store, bucket, scratch } = this.#options;
    const address = { bucket, key: modelKey(name, sha256) };
    const head = await store.head(address);
    if (head === undefined)
      throw permanent('MODEL_NOT_FOUND', `There is no ${address.key} in bucket ${bucket}; push it.`);
    await this.#makeRoom(name, head.sizeBytes);
    const part = path.join(scratch, `${name}.${randomBytes(4).toString('hex')}.part`);
    try {
      const file = await open(part, 'wx');
      try {
        const reading = signal === undefined ? { ifMatch: head.etag } : { ifMatch: head.etag, signal };
        for await (const chunk of store.read(address, reading)) await file.writeFile(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      const sums = await sumFile(part);
      if (sums?.sha256 !== sha256) {
        throw permanent('MODEL_CORRUPT', `${bucket}/${address.key} has sha256 ${sums?.sha256}; push the model again.`);
      }
      await writeDurably(path.join(scratch, `${name}.hash`), sums.crc32);
      await moveDurably(part, path.join(scratch, `${name}.onnx`));
      const entry = { sha256, sizeBytes: sums.sizeBytes, usedAt: 0, holders: 0 };
      this.#entries.set(name, entry);
      return entry;
    } finally {
      await rm(part, { force: true });
    }
  }

  /** Removes what was used least lately, and the model's own other version, until the new file fits. */
  async #makeRoom(name: string, sizeBytes: number): Promise<void> {
    const { byteLimit, scratch } = this.#options;
    const own = this.#entries.get(name);
    if (own !== undefined && own.holders > 0) {
      throw transient('SCRATCH_FULL', `Another version of ${name} is in use on scratch; it cannot be replaced yet.`);
    }
    const used = (): number => [...this.#entries.values()].reduce((sum, entry) => sum + entry.sizeBytes, 0);
    const free = [...this.#entries].filter(([, { holders }]) => holders === 0);
    const order = free.sort(([a, x], [b, y]) => Number(b === name) - Number(a === name) || x.usedAt - y.usedAt);
    for (const [other] of order) {
      if (other !== name && used() + sizeBytes <= byteLimit) break;
      this.#entries.delete(other);
      await rm(path.join(scratch, `${other}.onnx`), { force: true });
      await rm(path.join(scratch, `${other}.hash`), { force: true });
    }
    if (used() + sizeBytes <= byteLimit) return;
    throw transient(
      'SCRATCH_FULL',
      `${name} has ${sizeBytes} bytes; models in use take ${used()} of the ${byteLimit} that scratch may hold. ` +
        'Allow more, or use fewer models at once.',
    );
  }
}
