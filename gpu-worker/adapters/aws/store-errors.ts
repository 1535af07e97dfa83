import * as z from 'zod';
import { FacelineError, permanent, transient } from '../../errors.ts';
import type { ObjectAddress } from '../../ports.ts';

const answerSchema = z.object({
  name: z.string(),
  message: z.string(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

interface Answer {
  /** The error's name as S3 gives it: NoSuchKey, AccessDenied, … or a network error's. */
  readonly name: string;
  readonly message: string;
  /** Undefined when nothing answered. */
  readonly status: number | undefined;
}

/** What a failed call says. A HEAD has no body, so only its status tells. */
export function answerOf(thrown: unknown): Answer {
  const parsed = answerSchema.safeParse(thrown);
  if (!parsed.success) return { name: 'Unknown', message: String(thrown), status: undefined };
  const { name, message, $metadata } = parsed.data;
  return { name, message, status: $metadata?.httpStatusCode };
}

const credentialsGone = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'];

/** A failed S3 call in Faceline's words. */
export function storeError(thrown: unknown, what: string, { bucket, key }: ObjectAddress): FacelineError {
  if (thrown instanceof FacelineError) return thrown;
  const { name, message, status } = answerOf(thrown);
  const where = `${bucket}/${key}`;
  if (credentialsGone.includes(name)) return transient('STORE_UNAVAILABLE', `Credentials ran out: ${message}`, thrown);
  if (name === 'RequestTimeTooSkewed') {
    return transient('STORE_UNAVAILABLE', `This machine's clock is wrong; set it by NTP: ${message}`, thrown);
  }
  if (name === 'NoSuchBucket') return permanent('STORE_DENIED', `There is no bucket ${bucket}.`, thrown);
  if (name === 'InvalidObjectState') {
    return permanent('SOURCE_ARCHIVED', `${where} is archived; restore it, then submit again.`, thrown);
  }
  if (name === 'EntityTooSmall') {
    return permanent('INTERNAL', `A part of ${where} is below 5 MiB and not the last.`, thrown);
  }
  if (name === 'NoSuchUpload') {
    return transient('STORE_UNAVAILABLE', `The upload to ${where} was completed or aborted by somebody else.`, thrown);
  }
  if (status === 404) return permanent('SOURCE_NOT_FOUND', `There is no ${where}.`, thrown);
  if (status === 412) return permanent('SOURCE_CHANGED', `${where} was replaced meanwhile.`, thrown);
  if (status === 416)
    return permanent('SOURCE_UNREADABLE', `${where} ends before the range that was asked for.`, thrown);
  if (status === 301 || name === 'PermanentRedirect') {
    return permanent(
      'STORE_DENIED',
      `The bucket ${bucket} is in another region; set the region to the bucket's.`,
      thrown,
    );
  }
  if (status === 401 || status === 403) {
    const missing = 'or it is not there and may not be listed';
    return permanent('STORE_DENIED', `May not ${what} ${where} (${missing}): ${message || name}`, thrown);
  }
  return transient('STORE_UNAVAILABLE', `Could not ${what} ${where}: ${message || name}`, thrown);
}
