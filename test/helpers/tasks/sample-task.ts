import { type FaceTask, settingsFor, taskIdFor } from '../../../contract/face-task.ts';
import { outputPrefix, parseUploadKey } from '../../../contract/object-keys.ts';
import { defaultLimits, defaultOptions, type Limits } from '../../../contract/task-options.ts';

/** A valid task over an upload that nobody made. */
export function sampleTask(
  wish: {
    readonly key?: string;
    readonly bucket?: string;
    readonly outputBucket?: string;
    readonly person?: string;
    readonly etag?: string;
    readonly limits?: Partial<Limits>;
  } = {},
): FaceTask {
  const { key = 'videos/input/u123/202504051423/raw.mp4', bucket = 'media', person = 'anna' } = wish;
  const upload = parseUploadKey(key);
  if (upload === undefined) throw new Error(`Not an upload's key: ${key}`);
  const source = { bucket, key, etag: wish.etag ?? 'etag-1' };
  const settings = settingsFor(defaultOptions, person);
  const taskId = taskIdFor(source, settings);
  return {
    version: 1,
    taskId,
    run: 1,
    source: { kind: upload.kind, ...source },
    ...settings,
    output: { bucket: wish.outputBucket ?? bucket, prefix: outputPrefix(upload, taskId) },
    limits: { ...defaultLimits, ...wish.limits },
    requester: { user: upload.user, requestedAt: '2025-04-05T14:23:00.000Z' },
  };
}
