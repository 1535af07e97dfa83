import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { SNSClient } from '@aws-sdk/client-sns';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { FunctionLog } from '../ports.ts';
import { callWebhook } from './call-webhook.ts';
import type { NotifyConfig } from './config.ts';
import type { NotifyPorts } from './notify-of-report.ts';
import { publishNotice } from './publish-notice.ts';
import { cdnAddress, cloudFrontLink, linkLifeS, type SignObject, signLinks } from './sign-links.ts';
import { warmEdge } from './warm-edge.ts';

export interface NotifyClients {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly secret: (arn: string) => Promise<string>;
  readonly log: FunctionLog;
}

/** The notify function's ports on S3, SNS, Secrets Manager, and CloudFront where the settings name it. */
export function awsPorts(config: NotifyConfig, clients: NotifyClients): Omit<NotifyPorts, 'measure'> {
  const { s3, sns, secret, log } = clients;
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
      const { expiration } = await s3.config.credentials();
      const lifeS = linkLifeS(now, config.linkS, config.cdn === undefined ? expiration : undefined);
      const links = await signLinks(bucket, keys, { now, lifeS, sign: await signer(config, clients, now) });
      if (config.cdn === undefined) return links;
      for (const problem of await warmEdge(links)) log.warn({ problem }, 'the edge stays cold');
      return links;
    },

    async send(notice) {
      await publishNotice(sns, config.topicArn, notice);
      if (config.webhook === undefined) return;
      const options = { secret: await secret(config.webhook.secretArn), now: new Date() };
      await callWebhook(config.webhook.url, JSON.stringify(notice), options);
    },
  };
}

async function signer({ cdn }: NotifyConfig, { s3, secret }: NotifyClients, now: Date): Promise<SignObject> {
  if (cdn === undefined) {
    return ({ bucket, key }, lifeS) =>
      getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: lifeS, signingDate: now });
  }
  const { domain, publicKeyId, privateKeyArn } = cdn;
  const privateKey = await secret(privateKeyArn);
  return async ({ key }, lifeS) => {
    const expiresAt = new Date(now.getTime() + lifeS * 1000);
    return cloudFrontLink(cdnAddress(domain, key), expiresAt, { publicKeyId, privateKey });
  };
}
