import type { ObjectHead, ReportWriter, TaskSink, UploadReader } from '../../../functions/ports.ts';

/** An object store and a queue in memory, as far as the functions need them, that count what is asked of them. */
export class MemoryStore implements UploadReader, ReportWriter {
  readonly objects = new Map<string, { bytes: Uint8Array; metadata: Record<string, string> }>();
  readonly heads: string[] = [];
  /** Set, for a store that does not answer. */
  failure: Error | undefined;

  add(bucket: string, key: string, text = '', metadata: Record<string, string> = {}): void {
    this.objects.set(`${bucket}/${key}`, { bytes: new TextEncoder().encode(text), metadata });
  }

  /** The text at an address; undefined where nothing lies. */
  textOf(bucket: string, key: string): string | undefined {
    const found = this.objects.get(`${bucket}/${key}`);
    return found === undefined ? undefined : new TextDecoder().decode(found.bytes);
  }

  async head({ bucket, key }: { bucket: string; key: string }): Promise<ObjectHead | undefined> {
    this.heads.push(key);
    if (this.failure !== undefined) throw this.failure;
    const found = this.objects.get(`${bucket}/${key}`);
    if (found === undefined) return undefined;
    const { bytes, metadata } = found;
    return { sizeBytes: bytes.byteLength, etag: `"${etagOf(bytes)}"`, metadata };
  }

  async *read({ bucket, key }: { bucket: string; key: string }): AsyncIterable<Uint8Array> {
    const found = this.objects.get(`${bucket}/${key}`);
    if (found === undefined) throw new Error(`Nothing at ${bucket}/${key}.`);
    // In two pieces, so that a character may be cut in the middle.
    const middle = Math.floor(found.bytes.byteLength / 2);
    yield found.bytes.subarray(0, middle);
    yield found.bytes.subarray(middle);
  }

  async *list(bucket: string, prefix: string): AsyncIterable<{ key: string }> {
    for (const name of this.objects.keys()) {
      if (name.startsWith(`${bucket}/${prefix}`)) yield { key: name.slice(bucket.length + 1) };
    }
  }

  async put({ bucket, key }: { bucket: string; key: string }, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    if (this.failure !== undefined) throw this.failure;
    if (this.objects.has(`${bucket}/${key}`)) return 'exists';
    this.objects.set(`${bucket}/${key}`, { bytes, metadata: {} });
    return 'stored';
  }
}

/** Changes with the content, like an etag. */
const etagOf = (bytes: Uint8Array): string =>
  bytes.reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7).toString(16);

export class MemoryQueue implements TaskSink {
  readonly batches: (readonly string[])[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  /** Fails this many sends first. */
  failures = 0;

  get bodies(): readonly string[] {
    return this.batches.flat();
  }

  async send(bodies: readonly string[]): Promise<void> {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    this.atOnce -= 1;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('The queue did not answer.');
    }
    this.batches.push(bodies);
  }
}

export const silentLog = { info: () => {}, warn: () => {} };
