import * as z from 'zod';
import { type Environment, flagSchema, readEnvironment } from '../read-environment.ts';

const environmentSchema = z.object({
  NOTICES_TOPIC_ARN: z.string().min(1),
  /** Longest life of a link, seconds. */
  LINK_S: z.coerce.number().int().min(60).max(3600).default(3600),
  /** The role whose sessions sign links; without it they are signed with the function's own credentials. */
  LINK_SIGNER_ARN: z.string().min(1).optional(),
  WEBHOOK_URL: z.url().optional(),
  WEBHOOK_SECRET_ARN: z.string().min(1).optional(),
  /** The queue that the function reads: webhook calls go through it, each as a message of its own. */
  REPORTS_QUEUE_URL: z.url().optional(),
  CDN_DOMAIN: z.string().min(1).optional(),
  CDN_PUBLIC_KEY_ID: z.string().min(1).optional(),
  CDN_PRIVATE_KEY_ARN: z.string().min(1).optional(),
  S3_PATH_STYLE: flagSchema,
});

export interface NotifyConfig {
  readonly topicArn: string;
  readonly linkS: number;
  readonly linkSignerArn: string | undefined;
  readonly webhook: { readonly url: string; readonly secretArn: string; readonly queueUrl: string } | undefined;
  readonly cdn: { readonly domain: string; readonly publicKeyId: string; readonly privateKeyArn: string } | undefined;
  readonly pathStyle: boolean;
}

/** Reads the function's settings. Throws as {@link readEnvironment}. */
export function readConfig(environment: Environment): NotifyConfig {
  const value = readEnvironment(environmentSchema, environment);
  const { WEBHOOK_URL: url, WEBHOOK_SECRET_ARN: secretArn, REPORTS_QUEUE_URL: queueUrl } = value;
  const webhookParts = [url, secretArn, queueUrl].filter((part) => part !== undefined);
  if (webhookParts.length !== 0 && webhookParts.length !== 3) {
    throw new Error('WEBHOOK_URL, WEBHOOK_SECRET_ARN and REPORTS_QUEUE_URL belong together: set all three or none.');
  }
  const { CDN_DOMAIN: domain, CDN_PUBLIC_KEY_ID: publicKeyId } = value;
  const privateKeyArn = value.CDN_PRIVATE_KEY_ARN;
  const cdnParts = [domain, publicKeyId, privateKeyArn].filter((part) => part !== undefined);
  if (cdnParts.length !== 0 && cdnParts.length !== 3) {
    throw new Error('CDN_DOMAIN, CDN_PUBLIC_KEY_ID and CDN_PRIVATE_KEY_ARN belong together: set all three or none.');
  }
  return {
    topicArn: value.NOTICES_TOPIC_ARN,
    linkS: value.LINK_S,
    linkSignerArn: value.LINK_SIGNER_ARN,
    webhook:
      url === undefined || secretArn === undefined || queueUrl === undefined ? undefined : { url, secretArn, queueUrl },
    cdn:
      domain === undefined || publicKeyId === undefined || privateKeyArn === undefined
        ? undefined
        : { domain, publicKeyId, privateKeyArn },
    pathStyle: value.S3_PATH_STYLE,
  };
}
