import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { NoticeLinks } from '../../../contract/notice.ts';
import type { Report } from '../../../contract/report.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { signLinks } from '../../../functions/notify/sign-links.ts';
import { UsageError } from '../exit-codes.ts';

const longestS = 3600;
/** A link that lives shorter is dead before anybody has opened it. */
const leastS = 60;

/**
 * Links to a finished task's files, signed by the caller: they live for an hour, but never longer than the caller's
 * session, whose end S3 knows whatever the link says. Undefined for a task without files.
 * @throws UsageError when the session is about to end
 */
export async function freshLinks(s3: S3Client, report: Report): Promise<NoticeLinks | undefined> {
  if (report.result === undefined) return undefined;
  const now = new Date();
  const { expiration } = await s3.config.credentials();
  const leftS = expiration === undefined ? longestS : Math.floor((expiration.getTime() - now.getTime()) / 1000);
  if (leftS < leastS) throw new UsageError(`Your AWS session ends in ${leftS} s, too soon for a link: sign in again.`);
  const { bucket, keys } = makeNotice(report);
  return signLinks(bucket, keys, {
    now,
    lifeS: Math.min(longestS, leftS),
    sign: (address, expiresIn) =>
      getSignedUrl(s3, new GetObjectCommand({ Bucket: address.bucket, Key: address.key }), {
        expiresIn,
        signingDate: now,
      }),
  });
}
