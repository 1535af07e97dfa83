import type { FaceTask } from '../contract/face-task.ts';
import type { Result } from '../contract/report.ts';
import type { Progress } from './phases.ts';

/** Where an object lies. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
  /** Reads this version instead of the latest. */
  readonly versionId?: string | undefined;
}

/** A checksum over all bytes of an object. */
export interface Checksum {
  readonly algorithm: 'CRC32' | 'CRC64NVME' | 'SHA256';
  readonly base64: string;
}

export interface ObjectHead {
  readonly sizeBytes: number;
  readonly etag: string;
  readonly versionId?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedAt: Date;
  /** Undefined where the store keeps none, or only one of parts. */
  readonly checksum?: Checksum;
}

/** Bytes `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface PutOptions {
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Only if nothing lies at the address yet. */
  readonly ifAbsent?: boolean;
}

/** `exists`: ifAbsent was asked and somebody wrote first; nothing was changed. */
export type PutOutcome = 'stored' | 'exists';

export interface UploadedPart {
  readonly partNumber: number;
  readonly sizeBytes: number;
  readonly etag: string;
}

/** A multipart upload under way. Nothing is to be seen at the address until it is completed. */
export interface Upload {
  /** Parts that are already stored, by an earlier process too. */
  readonly parts: readonly UploadedPart[];
  /** Stores part `partNumber` (1..10,000; every part but the last at least 5 MiB). Storing it again replaces it. */
  putPart(partNumber: number, bytes: Uint8Array): Promise<UploadedPart>;
  /** Joins the parts, in order of their number. */
  complete(options?: Pick<PutOptions, 'ifAbsent'>): Promise<PutOutcome>;
  abort(): Promise<void>;
}

/** What a store can do besides whose objects are files of this machine. */
export interface ObjectFiles {
  /**
   * The file that holds an object's bytes: to be read in place, never to be written. `ifMatch` as in `read`; asked
   * again it tells whether the bytes are still the same.
   */
  locate(address: ObjectAddress, options?: { readonly ifMatch?: string }): Promise<string>;
  /** Stores a finished file without reading it, where the file system can. Nobody writes into it from then on. */
  adopt(address: ObjectAddress, file: string, options?: PutOptions): Promise<PutOutcome>;
}

/**
 * Objects in buckets. Throws SOURCE_NOT_FOUND for a missing object to read, STORE_DENIED where the caller has no
 * right, and STORE_UNAVAILABLE (retryable) when the store does not answer.
 */
export interface ObjectStore {
  /** Undefined when there is no such object. */
  head(address: ObjectAddress): Promise<ObjectHead | undefined>;
  /** The object's bytes, or a range of them. `ifMatch` names the etag; another one is SOURCE_CHANGED. */
  read(
    address: ObjectAddress,
    options?: { readonly range?: ByteRange; readonly ifMatch?: string; readonly signal?: AbortSignal },
  ): AsyncIterable<Uint8Array>;
  /** Stores a small object in one piece. A reader never sees half of it. */
  put(address: ObjectAddress, bytes: Uint8Array, options?: PutOptions): Promise<PutOutcome>;
  /** Starts a multipart upload, or goes on with the unfinished one at this address. */
  startUpload(address: ObjectAddress, options?: Omit<PutOptions, 'ifAbsent'>): Promise<Upload>;
  /** Keys under a prefix, in order of their bytes. */
  list(bucket: string, prefix: string): AsyncIterable<{ readonly key: string; readonly sizeBytes: number }>;
  /** Deletes; an object that is not there is no error. */
  delete(address: ObjectAddress): Promise<void>;
  /** Absent where objects are no files of this machine. */
  readonly files?: ObjectFiles;
}

/** A message somebody received and has for `visibilityS`. */
export interface TaskMessage {
  readonly id: string;
  readonly body: string;
  /** How often it was received, this time included: 1, 2, … */
  readonly attempt: number;
  /** When it was first sent. */
  readonly sentAt: Date;
  /** Proof of this receive; of no use once somebody else received it. */
  readonly receipt: string;
}

/**
 * A queue with at-least-once delivery. A message received `maxReceives` times and never deleted moves to the
 * dead-letter queue behind it. `extend`, `giveBack` and `postpone` throw LEASE_LOST when the receipt no longer holds.
 */
export interface TaskQueue {
  /** Sends bodies; one that is sent twice arrives twice. */
  send(bodies: readonly string[], options?: { readonly delayS?: number }): Promise<void>;
  /** One message, invisible to others for `visibilityS`; undefined when none came in `waitS`, or `signal` fired. */
  receive(request: {
    readonly visibilityS: number;
    readonly waitS: number;
    readonly signal?: AbortSignal;
  }): Promise<TaskMessage | undefined>;
  /** Keeps it invisible for `visibilityS` from now. */
  extend(message: TaskMessage, visibilityS: number): Promise<void>;
  /** Done with it. A lost receipt is no error here: somebody else has it. */
  delete(message: TaskMessage): Promise<void>;
  /** Visible again after `delayS`; the attempt is spent. */
  giveBack(message: TaskMessage, delayS: number): Promise<void>;
  /** Visible again after `delayS`, as if it had not been received; `sentAt` stays. */
  postpone(message: TaskMessage, delayS: number): Promise<void>;
  /** Roughly how many wait, are delayed, and are being worked on. */
  depth(): Promise<{ readonly visible: number; readonly delayed: number; readonly inFlight: number }>;
}

/** The part of a task that decides what it may touch. A task that is refused half-parsed has no identities. */
export type ScopeRequest = Pick<FaceTask, 'taskId' | 'source' | 'identities' | 'output'>;

/** What one task may touch, and nothing else. */
export interface TaskScope {
  /**
   * Opens access for one task: its source, its persons' photos, and its output prefix.
   * Throws TASK_INVALID for an output prefix that is not this task's own.
   */
  open(task: ScopeRequest): Promise<ScopedAccess>;
}

export interface ScopedAccess {
  /** Reads the task's source and photos, lists its photos, writes and reads under its output prefix. */
  readonly store: ObjectStore;
  /** Forgets credentials, if there are any. */
  close(): Promise<void>;
}

/** One line of the worker's diary. Never a secret, never a presigned link. */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What one attempt of a task is given. */
export interface TaskContext {
  /** Reads the source and photos, writes under the output prefix; refuses everything once the lease is lost. */
  readonly store: ObjectStore;
  /** A fresh folder, removed after the attempt whatever happens. */
  readonly scratch: string;
  /** Fires on a lost lease, a deadline and the end of a shutdown's grace; its reason is a FacelineError. */
  readonly signal: AbortSignal;
  /** How often the task was received, this time included: 1, 2, … */
  readonly attempt: number;
  onProgress(progress: Progress): void;
}

/** Does one task and publishes its files, but not its report. Throws FacelineError. */
export type RunTask = (task: FaceTask, context: TaskContext) => Promise<Result>;

/** Time, replaceable in tests. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` fires; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
