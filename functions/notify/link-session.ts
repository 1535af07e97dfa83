import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';

/** A session of a role by a role lives an hour at most. */
const sessionS = 3600;

interface LinkSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Credentials to sign with, and when they end: a Lambda's own say nothing of their end, and links die with them. */
export async function openLinkSession(sts: STSClient, roleArn: string): Promise<LinkSession> {
  const wish = { RoleArn: roleArn, RoleSessionName: 'faceline-links', DurationSeconds: sessionS };
  const { Credentials } = await sts.send(new AssumeRoleCommand(wish));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!(AccessKeyId && SecretAccessKey && SessionToken && Expiration)) {
    throw new Error(`STS gave no session of ${roleArn}.`);
  }
  return {
    ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
    ...{ sessionToken: SessionToken, expiration: Expiration },
  };
}
