import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Notice } from '../../contract/notice.ts';
import { createS3Client } from '../aws/s3-objects.ts';
import type { FunctionLog, TaskSink } from '../ports.ts';
import { callWebhook } from './call-webhook.ts';
import type { NotifyConfig } from './config.ts';
import { openLinkSession } from './link-session.ts';
import type { NotifyPorts } from './notify-of-report.ts';
import { publishNotice } from './publish-notice.ts';
import { cdnAddress, cloudFrontLink, linkLifeS, type SignObject, signLinks } from './sign-links.ts';
import { warmEdge } from './warm-edge.ts';
import { webhookMessage } from './webhook-message.ts';

interface NotifyClients {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sts: STSClient;
  /** The queue that the function reads, where there is a webhook. */
  readonly reports: TaskSink | undefined;
  readonly secret: (arn: string) => Promise<string>;
  readonly log: FunctionLog;
}

interface AwsPorts extends Required<Pick<NotifyPorts, 'readText' | 'sign'>> {
  publish(notice: Notice): Promise<void>;
  callWebhook(notice: Notice): Promise<void>;
  /** Asks for the webhook to be called about a report; does nothing where there is none. */
  askForWebhook(report: Parameters<typeof webhookMessage>[0]): Promise<void>;
}

/** The notify function's ports on S3, SNS, Secrets Manager, and CloudFront where the settings name it. */
export function awsPorts(config: NotifyConfig, clients: NotifyClients): AwsPorts {
  const { s3, sns, secret, reports, log } = clients;
  const { topicArn, linkS, webhook, cdn } = config;
  return {
    async readText({ bucket, key }) {
      try {
        const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await found.Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },

    async sign(bucket, keys) {
      const now = new Date();
      if (cdn === undefined) {
        const { client, end } = await signingClient(config, clients);
        return signLinks(bucket, keys, { now, lifeS: linkLifeS(now, linkS, end), sign: s3Signer(client, now) });
      }
      const links = await signLinks(bucket, keys, { now, lifeS: linkS, sign: await cdnSigner(cdn, secret, now) });
      for (const problem of await warmEdge(links)) log.warn({ problem }, 'the edge stays cold');
      return links;
    },

    publish: (notice) => publishNotice(sns, topicArn, notice),

    async callWebhook(notice) {
      if (webhook === undefined) return;
      const options = { secret: await secret(webhook.secretArn), now: new Date() };
      await callWebhook(webhook.url, JSON.stringify(notice), options);
    },

    async askForWebhook(report) {
      await reports?.send([webhookMessage(report)]);
    },
  };
}

async function signingClient(
  config: NotifyConfig,
  { s3, sts }: NotifyClients,
): Promise<{ readonly client: S3Client; readonly end: Date | undefined }> {
  if (config.linkSignerArn === undefined) return { client: s3, end: (await s3.config.credentials()).expiration };
  const session = await openLinkSession(sts, config.linkSignerArn);
  return { client: createS3Client(config, session), end: session.expiration };
}

const s3Signer =
  (client: S3Client, now: Date): SignObject =>
  ({ bucket, key }, lifeS) =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: lifeS, signingDate: now });

async function cdnSigner(
  { domain, publicKeyId, privateKeyArn }: NonNullable<NotifyConfig['cdn']>,
  secret: NotifyClients['secret'],
  now: Date,
): Promise<SignObject> {
  const privateKey = await secret(privateKeyArn);
  return async ({ key }, lifeS) => {
    const expiresAt = new Date(now.getTime() + lifeS * 1000);
    return cloudFrontLink(cdnAddress(domain, key), expiresAt, { publicKeyId, privateKey });
  };
}
