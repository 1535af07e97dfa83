import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { Log } from '../../ports.ts';

export interface AwsEndpoint {
  readonly region: string;
  /** Another server that speaks the API: MinIO, an OSS, an emulator. Undefined: AWS. */
  readonly endpoint?: string | undefined;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  readonly pathStyle?: boolean;
  /** Takes any certificate. Only for a test server on one's own machine. */
  readonly insecureTls?: boolean;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Fixed credentials, or a function that the client calls again before they expire. Undefined: the default chain. */
export type CredentialSource = AwsCredentials | (() => Promise<AwsCredentials>) | undefined;

/** Attempts of one call in all: the first and three more, with backoff and jitter between them. */
const maxAttempts = 4;

/** Settings that every client shares. */
export function clientSettings({ region, endpoint, insecureTls = false }: AwsEndpoint, credentials: CredentialSource) {
  return {
    region,
    maxAttempts,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: 60_000,
      // Between two bytes of an answer, not for the whole of it.
      socketTimeout: 300_000,
      ...(insecureTls ? { httpsAgent: { rejectUnauthorized: false } } : {}),
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** Says aloud that certificates are not checked. Call once, where the settings are read. */
export function warnOfInsecureTls(where: AwsEndpoint, log: Log): void {
  if (where.insecureTls !== true) return;
  log.warn(
    { endpoint: where.endpoint ?? 'AWS' },
    'TLS certificates are not checked: anybody on the way can read along',
  );
}

export function createS3(where: AwsEndpoint, credentials?: CredentialSource): S3Client {
  const { pathStyle = where.endpoint !== undefined } = where;
  return new S3Client({ ...clientSettings(where, credentials), forcePathStyle: pathStyle });
}

export const createSqs = (where: AwsEndpoint, credentials?: CredentialSource): SQSClient =>
  // Some servers answer with queue URLs that only they can resolve.
  new SQSClient({ ...clientSettings(where, credentials), useQueueUrlAsEndpoint: where.endpoint === undefined });

export const createSts = (where: AwsEndpoint, credentials?: CredentialSource): STSClient =>
  new STSClient(clientSettings(where, credentials));
