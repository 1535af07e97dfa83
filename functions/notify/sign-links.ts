import { createSign } from 'node:crypto';
import type { Notice, NoticeLinks } from '../../contract/notice.ts';

/** Signs one address of an object; `lifeS` in whole seconds. */
export type SignObject = (address: { readonly bucket: string; readonly key: string }, lifeS: number) => Promise<string>;

/** Links shorter than this would be dead on arrival in somebody's inbox. */
const leastLifeS = 60;

/**
 * How long a link signed now may live: at most `linkS`, and never beyond the session that signs it, since S3 refuses
 * an expired session's signature whatever the link says.
 * @throws Error when the session ends within a minute: trying again gets fresh credentials
 */
export function linkLifeS(now: Date, linkS: number, sessionEnd: Date | undefined): number {
  if (sessionEnd === undefined) return linkS;
  const leftS = Math.floor((sessionEnd.getTime() - now.getTime()) / 1000);
  if (leftS < leastLifeS) throw new Error(`The signing session ends in ${leftS} s, too soon for a link; trying again.`);
  return Math.min(linkS, leftS);
}

/** Signs the links of a notice's files, and says until when they work. A notice without files gets none. */
export async function signLinks(
  bucket: string,
  keys: Notice['keys'],
  options: { readonly now: Date; readonly lifeS: number; readonly sign: SignObject },
): Promise<NoticeLinks> {
  const { now, lifeS, sign } = options;
  const expiresAt = new Date(now.getTime() + lifeS * 1000).toISOString();
  const link = async (key: string | undefined) => (key === undefined ? undefined : await sign({ bucket, key }, lifeS));
  const [file, poster, preview] = await Promise.all([link(keys.file), link(keys.poster), link(keys.preview)]);
  return {
    ...(file === undefined ? {} : { file }),
    ...(poster === undefined ? {} : { poster }),
    ...(preview === undefined ? {} : { preview }),
    expiresAt,
  };
}

/**
 * A CloudFront signed link with a canned policy: works for this address until `expiresAt`, for whoever has it.
 * CloudFront takes RSA with SHA-1 for this, and its own base64 alphabet.
 * @param privateKey PEM, RSA 2048
 */
export function cloudFrontLink(
  address: string,
  expiresAt: Date,
  key: { readonly publicKeyId: string; readonly privateKey: string },
): string {
  const expires = Math.floor(expiresAt.getTime() / 1000);
  const policy = JSON.stringify({
    Statement: [{ Resource: address, Condition: { DateLessThan: { 'AWS:EpochTime': expires } } }],
  });
  const signature = createSign('RSA-SHA1').update(policy).sign(key.privateKey, 'base64');
  const inUrl = signature.replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');
  return `${address}?Expires=${expires}&Signature=${inUrl}&Key-Pair-Id=${key.publicKeyId}`;
}

/** The address of a key on a distribution: every segment percent-encoded, slashes kept. */
export const cdnAddress = (domain: string, key: string): string =>
  `https://${domain}/${key.split('/').map(encodeURIComponent).join('/')}`;
