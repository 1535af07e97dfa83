import * as z from 'zod';
import { parseWith } from '../../contract/parse.ts';

const environmentSchema = z.object({
  FACELINE_NOTICES_TOPIC_ARN: z.string().min(1),
  /** Longest life of a link, seconds. */
  FACELINE_LINK_S: z.coerce.number().int().min(60).max(3600).default(3600),
  FACELINE_WEBHOOK_URL: z.url().optional(),
  FACELINE_WEBHOOK_SECRET_ARN: z.string().min(1).optional(),
  FACELINE_CDN_DOMAIN: z.string().min(1).optional(),
  FACELINE_CDN_PUBLIC_KEY_ID: z.string().min(1).optional(),
  FACELINE_CDN_PRIVATE_KEY_ARN: z.string().min(1).optional(),
  FACELINE_S3_PATH_STYLE: z.enum(['0', '1']).default('0'),
});

export interface NotifyConfig {
  readonly topicArn: string;
  readonly linkS: number;
  readonly webhook: { readonly url: string; readonly secretArn: string } | undefined;
  readonly cdn: { readonly domain: string; readonly publicKeyId: string; readonly privateKeyArn: string } | undefined;
  readonly pathStyle: boolean;
}

/**
 * Reads the function's settings.
 * @throws Error that names the variable
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): NotifyConfig {
  const parsed = parseWith(environmentSchema, environment, 'environment');
  if (!parsed.ok) throw new Error(parsed.problem);
  const { value } = parsed;
  const { FACELINE_WEBHOOK_URL: url, FACELINE_WEBHOOK_SECRET_ARN: secretArn } = value;
  if ((url === undefined) !== (secretArn === undefined)) {
    throw new Error('FACELINE_WEBHOOK_URL and FACELINE_WEBHOOK_SECRET_ARN belong together: set both or none.');
  }
  const { FACELINE_CDN_DOMAIN: domain, FACELINE_CDN_PUBLIC_KEY_ID: publicKeyId } = value;
  const privateKeyArn = value.FACELINE_CDN_PRIVATE_KEY_ARN;
  const cdnParts = [domain, publicKeyId, privateKeyArn].filter((part) => part !== undefined);
  if (cdnParts.length !== 0 && cdnParts.length !== 3) {
    throw new Error('FACELINE_CDN_DOMAIN, _PUBLIC_KEY_ID and _PRIVATE_KEY_ARN belong together: set all three or none.');
  }
  return {
    topicArn: value.FACELINE_NOTICES_TOPIC_ARN,
    linkS: value.FACELINE_LINK_S,
    webhook: url === undefined || secretArn === undefined ? undefined : { url, secretArn },
    cdn:
      domain === undefined || publicKeyId === undefined || privateKeyArn === undefined
        ? undefined
        : { domain, publicKeyId, privateKeyArn },
    pathStyle: value.FACELINE_S3_PATH_STYLE === '1',
  };
}
