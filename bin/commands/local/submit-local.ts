import { settingsFor, type TaskSettings } from '../../../contract/face-task.ts';
import { defaultLimits } from '../../../contract/limits.ts';
import { resolveOptions, uploadMetadata } from '../../../contract/upload-metadata.ts';
import { handleMessage } from '../../../functions/intake/handle-upload.ts';
import type { IntakeSettings } from '../../../functions/intake/make-task.ts';
import type { FolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import type { Log, TaskQueue } from '../../../gpu-worker/ports.ts';
import { uploadFile } from '../../../gpu-worker/transfer/upload-file.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import { type NamedPersons, namePersons } from '../asked/name-persons.ts';
import { keyFor, localBuckets } from '../upload-names.ts';

/** Settings of the intake on one machine. Nothing here travels in headers: a map of many rules is no longer than it is. */
export const localIntake: IntakeSettings = {
  outputBucket: localBuckets.output,
  limits: { ...defaultLimits, personWaitS: 0 },
  maxFieldBytes: Number.POSITIVE_INFINITY,
};

/** What a job asks for, as its task will say it. Undefined where the options contradict each other. */
export async function settingsOf(job: Omit<LocalJob, 'target'>): Promise<TaskSettings | undefined> {
  const resolved = resolveOptions(job);
  if (!resolved.ok) return undefined;
  const { person, identities } = await namePersons(job.photos, job.map);
  return settingsFor(resolved.value, person, identities);
}

/**
 * What an uploader and S3 do, on one machine: photos and target into the input bucket, and the event to the intake
 * function, the same code as on AWS. The target is not copied: it is read where it lies.
 * @returns the folder in the output bucket where the report will lie
 */
export async function submitLocal(
  job: LocalJob,
  rooms: {
    readonly store: FolderObjectStore;
    readonly queue: TaskQueue;
    readonly log: Log;
    /** Told which file lies behind which key. */
    readonly files: Map<string, string>;
  },
  signal: AbortSignal,
): Promise<string> {
  const { store, queue, log, files } = rooms;
  const bucket = localBuckets.input;
  const { person, identities, uploads }: NamedPersons = await namePersons(job.photos, job.map);
  for (const { key, file } of uploads) {
    files.set(key, file);
    await uploadFile(store, { bucket, key }, file, { signal });
  }
  const key = keyFor('local', job.target);
  const { preset, options } = job;
  files.set(key, job.target);
  await store.refer({ bucket, key }, job.target, { metadata: uploadMetadata({ person, identities, preset, options }) });

  const [outcome] = await handleMessage(s3Event(bucket, key), { store, queue, log }, localIntake);
  if (outcome?.kind === 'sent' && outcome.prefixes[0] !== undefined) return outcome.prefixes[0];
  if (outcome?.kind === 'refused') return outcome.refusal.prefix;
  throw new Error(`The intake made no task of ${key}: ${outcome?.kind === 'ignored' ? outcome.reason : 'no event'}.`);
}

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
