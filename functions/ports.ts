/**
 * What the functions need of the world, as little as possible. The worker's ObjectStore and TaskQueue fit these shapes
 * without knowing them, so the same functions run in Lambda and embedded on one machine.
 */
export interface ObjectHead {
  readonly sizeBytes: number;
  readonly etag: string;
  readonly versionId?: string | undefined;
  /** Names in lower case, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface UploadReader {
  /** Undefined when there is no such object. */
  head(address: {
    readonly bucket: string;
    readonly key: string;
    readonly versionId?: string | undefined;
  }): Promise<ObjectHead | undefined>;
  read(address: {
    readonly bucket: string;
    readonly key: string;
    readonly versionId?: string | undefined;
  }): AsyncIterable<Uint8Array>;
  /** Keys under a prefix. */
  list(bucket: string, prefix: string): AsyncIterable<{ readonly key: string }>;
}

export interface ReportWriter {
  /** `exists`: something lies there already, and nothing was changed. */
  put(
    address: { readonly bucket: string; readonly key: string },
    bytes: Uint8Array,
    options: { readonly contentType: string; readonly ifAbsent: true },
  ): Promise<'stored' | 'exists'>;
}

export interface TaskSink {
  /** Sends at most 10 bodies of at most 256 KiB together; one that is sent twice arrives twice. */
  send(bodies: readonly string[]): Promise<void>;
}

export interface FunctionLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
