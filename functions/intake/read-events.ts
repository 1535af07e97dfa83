import * as z from 'zod';

/** An object that was created, or is readable again after a restore from the archive, as an event tells it. */
export interface UploadEvent {
  readonly bucket: string;
  readonly key: string;
  /** The same key read the other way (decoded or as it came), where that differs: senders disagree on it. */
  readonly otherKey?: string;
  readonly versionId?: string;
  /** The object is no new one: it is back from the archive. */
  readonly restored?: true;
}

/** `ignored` tells of well-formed events that are none of ours, each a sentence. */
type EventReading =
  | { readonly ok: true; readonly uploads: readonly UploadEvent[]; readonly ignored: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const eventBridgeSchema = z.object({
  'detail-type': z.string(),
  source: z.string(),
  detail: z.unknown(),
});
const createdDetailSchema = z.object({
  bucket: z.object({ name: z.string().min(1) }),
  object: z.object({ key: z.string().min(1), 'version-id': z.string().optional() }),
});
const notificationSchema = z.object({ Records: z.array(z.object({ eventName: z.string(), s3: z.unknown() })) });
const recordSchema = z.object({
  bucket: z.object({ name: z.string().min(1) }),
  object: z.object({ key: z.string().min(1), versionId: z.string().optional() }),
});
const testEventSchema = z.object({ Event: z.literal('s3:TestEvent') });

/**
 * Reads the body of one message from the `uploads` queue: an EventBridge event (keys as they are), an
 * S3 notification (keys URL-encoded with `+` for space; S3-compatible stores send these), or S3's test event.
 * Anything else is a problem, so that a wrong subscription shows in the dead-letter queue and not nowhere.
 */
export function readEvents(body: string): EventReading {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    return { ok: false, problem: 'The message is not JSON; expected an S3 event from EventBridge or a notification.' };
  }
  const fromEventBridge = eventBridgeSchema.safeParse(data);
  if (fromEventBridge.success) return readEventBridge(fromEventBridge.data);
  const notification = notificationSchema.safeParse(data);
  if (notification.success) return readNotification(notification.data);
  if (testEventSchema.safeParse(data).success) return nothing("S3's test event: the subscription works");
  const problem =
    'The message is no S3 event; expected "Object Created" from EventBridge or a notification with Records.';
  return { ok: false, problem };
}

const nothing = (reason: string): EventReading => ({ ok: true, uploads: [], ignored: [reason] });

function readEventBridge(event: z.infer<typeof eventBridgeSchema>): EventReading {
  const type = event['detail-type'];
  if (type !== 'Object Created' && type !== 'Object Restore Completed')
    return nothing(`an event of type "${type}" from ${event.source}`);
  const detail = createdDetailSchema.safeParse(event.detail);
  if (!detail.success) return { ok: false, problem: 'The EventBridge event names no bucket or key.' };
  const { bucket, object } = detail.data;
  return {
    ok: true,
    uploads: [
      {
        ...upload(bucket.name, object.key, decoded(object.key), object['version-id']),
        ...(type === 'Object Restore Completed' ? { restored: true } : {}),
      },
    ],
    ignored: [],
  };
}

function readNotification(notification: z.infer<typeof notificationSchema>): EventReading {
  const uploads: UploadEvent[] = [];
  const ignored: string[] = [];
  for (const { eventName, s3 } of notification.Records) {
    // AWS says "ObjectCreated:Put", MinIO "s3:ObjectCreated:Put"; multipart uploads end in another word.
    if (!/^(s3:)?(ObjectCreated:|ObjectRestore:Completed$)/.test(eventName)) {
      ignored.push(`a notification of type "${eventName}"`);
      continue;
    }
    const record = recordSchema.safeParse(s3);
    if (!record.success) return { ok: false, problem: 'A record of the S3 notification names no bucket or key.' };
    const { bucket, object } = record.data;
    uploads.push({
      ...upload(bucket.name, decoded(object.key) ?? object.key, object.key, object.versionId),
      ...(/ObjectRestore:/.test(eventName) ? { restored: true } : {}),
    });
  }
  return { ok: true, uploads, ignored };
}

function upload(bucket: string, key: string, other: string | undefined, versionId: string | undefined): UploadEvent {
  return {
    bucket,
    key,
    ...(other === undefined || other === key ? {} : { otherKey: other }),
    ...(versionId === undefined || versionId === '' ? {} : { versionId }),
  };
}

/** A key as S3 notifications encode it, decoded; undefined when it is no such encoding. */
function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
