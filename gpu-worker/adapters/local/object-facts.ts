import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { parseJsonWith } from '../../../contract/parse.ts';
import { systemCode } from '../../errors.ts';
import { makeFolder, syncFolder, temporaryPath, writeNewFile } from '../../files/durable-files.ts';
import type { PutOptions } from '../../ports.ts';

/** Somebody's own file that an object's bytes lie in. It is what it was as long as its size and time are. */
const placeSchema = z.strictObject({ file: z.string(), sizeBytes: z.int(), modifiedNs: z.string() });
export type ObjectPlace = z.infer<typeof placeSchema>;

const factsSchema = z.strictObject({
  key: z.string(),
  etag: z.string(),
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  /** Absent: the bytes lie in the store itself. */
  place: placeSchema.optional(),
});

/** What is known of an object beside its bytes. */
export type ObjectFacts = z.infer<typeof factsSchema>;

/** Facts of a new object. */
export function factsOf(key: string, etag: string, options: Omit<PutOptions, 'ifAbsent'> | undefined): ObjectFacts {
  const { contentType, metadata } = options ?? {};
  return { key, etag, ...(contentType === undefined ? {} : { contentType }), metadata: { ...metadata } };
}

/** An etag made of the content: equal bytes, equal etag. 32 hex digits of a SHA-256. */
export const etagOf = (digest: Buffer): string => digest.toString('hex').slice(0, 32);

/**
 * The etag of a file that is not read for it: of its size and time of change, as rsync tells whether a file is new.
 * A film of hours would take minutes to read.
 */
export const fileEtag = ({ size, mtimeNs }: Pick<BigIntStats, 'size' | 'mtimeNs'>): string =>
  etagOf(createHash('sha256').update(`${size} ${mtimeNs}`).digest());

/** A short name for a key, good for a file name. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * Facts lie in a folder of their own, one file per stored body. The name carries the body's inode and time of
 * writing, which a rename keeps: the rename that publishes a body publishes its facts with it, in one step, and the
 * facts of an older or an edited body are never taken for those of the present one.
 */
export class FactsFolder {
  readonly #folder: string;
  readonly #temporary: string;

  constructor(folder: string, temporary: string) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  #file(bucket: string, key: string, body: BigIntStats): string {
    const hash = keyHash(key);
    const name = `${hash}.${body.ino}-${body.mtimeNs}-${body.size}.json`;
    return path.join(this.#folder, bucket, hash.slice(0, 2), name);
  }

  /** Stores the facts of a body that is about to be published. */
  async write(bucket: string, body: BigIntStats, facts: ObjectFacts): Promise<void> {
    const file = this.#file(bucket, facts.key, body);
    const temporary = temporaryPath(this.#temporary);
    await writeNewFile(temporary, (handle) => handle.writeFile(JSON.stringify(facts)));
    await makeFolder(path.dirname(file));
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
  }

  /** Undefined for a body that somebody put there by other means, or edited. */
  async read(bucket: string, key: string, body: BigIntStats): Promise<ObjectFacts | undefined> {
    try {
      const text = await readFile(this.#file(bucket, key, body), 'utf8');
      const parsed = parseJsonWith(factsSchema, text, "object's facts");
      return parsed.ok && parsed.value.key === key ? parsed.value : undefined;
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return undefined;
      throw cause;
    }
  }

  async remove(bucket: string, key: string, body: BigIntStats): Promise<void> {
    await rm(this.#file(bucket, key, body), { force: true });
  }
}
