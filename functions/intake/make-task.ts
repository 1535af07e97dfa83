import type { ErrorCode } from '../../contract/error-codes.ts';
import { type FaceTask, faceTaskVersion, refusalIdFor, settingsFor, taskIdFor } from '../../contract/face-task.ts';
import { type Identity, maxIdentities } from '../../contract/identity.ts';
import type { Limits } from '../../contract/limits.ts';
import { meantOptions } from '../../contract/meant-options.ts';
import { outputPrefix, refusedPrefix, type UploadKey } from '../../contract/object-keys.ts';
import { parseUploadMetadata, resolveOptions, type UploadWish } from '../../contract/upload-metadata.ts';
import { classifyKey } from './classify-key.ts';

/** An object that lies in the input bucket. */
export interface UploadedObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly versionId?: string | undefined;
  /** Names in lower case, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What intake needs to know besides the upload. */
export interface IntakeSettings {
  readonly outputBucket: string;
  readonly limits: Limits;
  /** Most bytes of a field of the metadata that holds JSON; absent: what headers may carry. */
  readonly maxFieldBytes?: number;
}

/** Why no task is made, and where the report that says so belongs. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly message: string;
  readonly source: { readonly bucket: string; readonly key: string };
  readonly taskId: string;
  /** The folder of the report. */
  readonly prefix: string;
  readonly user?: string;
}

interface Ignored {
  readonly kind: 'ignored';
  readonly reason: string;
}

type TaskDecision = { readonly kind: 'task'; readonly task: FaceTask } | Refusal | Ignored;

/**
 * Turns an uploaded object into one task, or says why not. Pure: the same upload gives the same task but for
 * `requestedAt`, which is no part of its id.
 * A manifest is not its business: see `expandManifest`.
 */
export function makeTask(object: UploadedObject, settings: IntakeSettings, now: Date): TaskDecision {
  const key = classifyKey(object.key);
  if (key.kind === 'ignored') return key;
  if (key.kind === 'refused') return refuseKey(object, key.problem);
  if (key.kind === 'manifest') return { kind: 'ignored', reason: 'it is a manifest' };
  const { upload } = key;
  const wish = parseUploadMetadata(object.metadata, settings.maxFieldBytes);
  if (!wish.ok) return refuseUpload(object, upload, 'METADATA_INVALID', wish.problem);
  const made = taskFor(object, upload, wish.value, upload, settings, now);
  return made.ok ? { kind: 'task', task: made.task } : refuseUpload(object, upload, made.code, made.problem);
}

type MadeTask =
  | { readonly ok: true; readonly task: FaceTask }
  | { readonly ok: false; readonly code: ErrorCode; readonly problem: string };

/**
 * The task for one object and one wish.
 * @param target what the object is
 * @param owner whose output it becomes: the uploader, or the manifest's user
 */
export function taskFor(
  object: Omit<UploadedObject, 'metadata'>,
  target: Pick<UploadKey, 'kind' | 'file'>,
  wish: UploadWish,
  owner: Pick<UploadKey, 'user' | 'time'>,
  settings: IntakeSettings,
  now: Date,
): MadeTask {
  const { person, identities = [], preset } = wish;
  const meant = meantOptions(wish, person !== undefined || identities.length > 0);
  const options = resolveOptions({ preset, options: meant });
  if (!options.ok) return { ok: false, code: 'METADATA_INVALID', problem: options.problem };
  const { swapper } = options.value;
  if (person === undefined && identities.length === 0 && swapper !== 'none') {
    const problem = `No person is named, and the swapper ${swapper} needs one.`;
    return { ok: false, code: 'PERSON_MISSING', problem };
  }
  const conflict = identitiesProblem(identities, person, swapper);
  if (conflict !== undefined) return { ok: false, code: 'METADATA_INVALID', problem: conflict };
  const source = pinnedSource(object);
  const taskSettings = settingsFor(options.value, person, identities);
  if (target.kind === 'image' && taskSettings.piece !== undefined) {
    const problem = `The options "from", "to" and "frames" are of a video, and ${target.file} is an image.`;
    return { ok: false, code: 'METADATA_INVALID', problem };
  }
  const taskId = taskIdFor(source, taskSettings);
  const { user, time } = owner;
  const task: FaceTask = {
    version: faceTaskVersion,
    taskId,
    run: 1,
    source: { kind: target.kind, ...source },
    ...taskSettings,
    output: {
      bucket: settings.outputBucket,
      prefix: outputPrefix({ kind: target.kind, user, time, file: target.file }, taskId),
    },
    limits: settings.limits,
    requester: { user, requestedAt: now.toISOString() },
  };
  return { ok: true, task };
}

/** What of an identity map contradicts the rest of the wish. */
function identitiesProblem(
  identities: readonly Identity[],
  person: string | undefined,
  swapper: string,
): string | undefined {
  if (person !== undefined && identities.some(({ target }) => target === 'all')) {
    return `The person ${person} is for all faces that no identity names, and so is the identity for "all"; keep one.`;
  }
  if (person !== undefined && swapper !== 'none' && identities.length >= maxIdentities) {
    return `${maxIdentities} identities and a person are one rule too many; the most is ${maxIdentities}.`;
  }
  const swapped = identities.find(({ source }) => typeof source === 'object');
  if (swapper === 'none' && typeof swapped?.source === 'object') {
    return `An identity asks for the person ${swapped.source.person}, but the swapper is "none".`;
  }
  return undefined;
}

/** A refusal of an object whose key is not to be trusted. */
export function refuseKey(object: { readonly bucket: string; readonly key: string }, problem: string): Refusal {
  const { bucket, key } = object;
  const message = `The key ${JSON.stringify(key)} is refused: ${problem}.`;
  const source = { bucket, key };
  return {
    kind: 'refused',
    code: 'KEY_REFUSED',
    message,
    source,
    taskId: refusalIdFor(source),
    prefix: refusedPrefix(bucket, key),
  };
}

/** A refusal of a manifest. The same key refused again for another content has another report. */
export function refuseManifest(
  object: Omit<UploadedObject, 'metadata'>,
  user: string,
  code: ErrorCode,
  message: string,
): Refusal {
  const { bucket, key } = object;
  const pinned = pinOf(object);
  const taskId = refusalIdFor({ bucket, key, pinned });
  return {
    kind: 'refused',
    code,
    message,
    source: { bucket, key },
    taskId,
    prefix: refusedPrefix(bucket, key, pinned),
    user,
  };
}

function refuseUpload(object: UploadedObject, upload: UploadKey, code: ErrorCode, message: string): Refusal {
  const { bucket, key } = object;
  const taskId = refusalIdFor({ bucket, key, pinned: pinOf(object) });
  const prefix = outputPrefix(upload, taskId);
  return { kind: 'refused', code, message, source: { bucket, key }, taskId, prefix, user: upload.user };
}

function pinOf(object: Omit<UploadedObject, 'metadata'>): string {
  const { versionId, etag } = pinnedSource(object);
  return versionId ?? etag;
}

/**
 * What was uploaded, pinned. S3 quotes etags in HTTP headers and not in events; and in a bucket whose versioning is
 * suspended every version is called "null", which pins nothing.
 */
function pinnedSource(object: Omit<UploadedObject, 'metadata'>): Omit<FaceTask['source'], 'kind'> {
  const { bucket, key, versionId } = object;
  const etag = object.etag.replace(/^"(.*)"$/, '$1');
  return { bucket, key, etag, ...(versionId === undefined || versionId === 'null' ? {} : { versionId }) };
}
