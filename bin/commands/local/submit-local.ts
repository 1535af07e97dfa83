import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { photoPrefix, safeStem } from '../../../contract/object-keys.ts';
import { defaultLimits, type TaskOptions } from '../../../contract/task-options.ts';
import { uploadMetadata } from '../../../contract/upload-metadata.ts';
import { handleMessage } from '../../../functions/intake/handle-upload.ts';
import { uploadFile } from '../../../gpu-worker/pipeline/upload-file.ts';
import type { Log, ObjectStore, TaskQueue } from '../../../gpu-worker/ports.ts';
import { fileNameFor, isImageFile, minuteNow } from '../upload-names.ts';
import { localBuckets } from './local-buckets.ts';
import type { LocalIdentity } from './read-identity-map.ts';
import { submitIdentities } from './submit-identities.ts';

export interface LocalJob {
  /** Video or image to change. */
  readonly target: string;
  /** Photos of one person; none where no processor needs one. */
  readonly photos: readonly string[];
  /** Who becomes whom; the photos are for all other faces. */
  readonly map?: readonly LocalIdentity[] | undefined;
  readonly preset?: string | undefined;
  readonly options: TaskOptions;
}

/**
 * What an uploader and S3 do, on one machine: photos and target into the input bucket, and the event to the intake
 * function, the same code as on AWS.
 * @returns the folder in the output bucket where the report will lie
 */
export async function submitLocal(
  job: LocalJob,
  rooms: {
    readonly store: ObjectStore;
    readonly queue: TaskQueue;
    readonly log: Log;
    /** Told which file lies behind which key. */
    readonly files: Map<string, string>;
  },
  signal: AbortSignal,
): Promise<string> {
  const { store, queue, log, files } = rooms;
  const bucket = localBuckets.input;
  const person = personNameFor(job.target);
  for (const [index, photo] of job.photos.entries()) {
    const key = `${photoPrefix(person)}${index + 1}-${safeStem(path.basename(photo))}${path.extname(photo).toLowerCase()}`;
    files.set(key, photo);
    await uploadFile(store, { bucket, key }, photo, { signal });
  }
  const key = `${isImageFile(job.target) ? 'images' : 'videos'}/input/local/${minuteNow()}/${fileNameFor(job.target)}`;
  const { preset, options, map } = job;
  const identities = map === undefined ? undefined : await submitIdentities(map, { store, bucket, files }, signal);
  const metadata = uploadMetadata({ ...(job.photos.length === 0 ? {} : { person }), identities, preset, options });
  files.set(key, job.target);
  await uploadFile(store, { bucket, key }, job.target, { metadata, signal });

  const limits = { ...defaultLimits, personWaitS: 0 };
  // Nothing here travels in headers: a map of many rules is no longer than it is.
  const settings = { outputBucket: localBuckets.output, limits, maxFieldBytes: Number.POSITIVE_INFINITY };
  const [outcome] = await handleMessage(s3Event(bucket, key), { store, queue, log }, settings);
  if (outcome?.kind === 'sent' && outcome.prefixes[0] !== undefined) return outcome.prefixes[0];
  if (outcome?.kind === 'refused') return outcome.refusal.prefix;
  throw new Error(`The intake made no task of ${key}: ${outcome?.kind === 'ignored' ? outcome.reason : 'no event'}.`);
}

/** A person of this submission alone: photos of an earlier one stay out of it. */
const personNameFor = (target: string): string =>
  `${
    safeStem(path.basename(target))
      .replace(/^[._-]+/, '')
      .slice(0, 48) || 'person'
  }-${randomUUID().slice(0, 8)}`;

/** The notification an S3-compatible store sends: its keys are URL-encoded, with "+" for a space. */
function s3Event(bucket: string, key: string): string {
  const encoded = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
  const record = {
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    eventTime: new Date().toISOString(),
    s3: { bucket: { name: bucket }, object: { key: encoded } },
  };
  return JSON.stringify({ Records: [record] });
}
