import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { StackOutput } from '../../../contract/stack-outputs.ts';
import { type Ministack, startMinistack } from '../servers/ministack.ts';
import { type CdkTarget, deployStack, runCdk } from './cdk-command.ts';

export const stackName = 'Faceline-test';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Clients over one set of credentials. */
export function clientsFor(server: Pick<Ministack, 'endpoint' | 'region'>, credentials: Credentials) {
  const settings = { region: server.region, endpoint: server.endpoint, credentials };
  return {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient(settings),
    sts: new STSClient(settings),
    iam: new IAMClient(settings),
  };
}
export type Clients = ReturnType<typeof clientsFor>;

export interface DeployedWorld {
  readonly server: Ministack;
  readonly target: CdkTarget;
  /** Clients of the account's root. */
  readonly root: Clients;
  /** An output of the stack. */
  output(name: StackOutput): string;
  /** A session of the deployed worker's role: what a container of the fleet has. */
  workerSession(): Promise<Credentials>;
  /** Seconds of each step. */
  readonly seconds: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** The environment of a CLI whose user is the account's root. */
export function cliEnvironment({ server }: Pick<DeployedWorld, 'server'>): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: server.region,
    AWS_ACCESS_KEY_ID: server.root.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.root.secretAccessKey,
    NODE_EXTRA_CA_CERTS: server.certificates,
  };
}

/** An empty account with enforced permissions and TLS, and the real app deployed into it by a plain `cdk deploy`. */
export async function deployWorld(): Promise<DeployedWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'faceline-deploy-'));
  const seconds: Record<string, number> = {};
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work();
    seconds[name] = Math.round((performance.now() - startedAt) / 100) / 10;
    return result;
  };
  const server = await timed('start', () => startMinistack({ tls: true }));
  try {
    const root = clientsFor(server, server.root);
    const { Account: account = '' } = await root.sts.send(new GetCallerIdentityCommand({}));
    const context = { stage: 'test', fleet: 'none', alarms: 'basic', synthesizer: 'cli' };
    const { endpoint, region, certificates } = server;
    const target = { endpoint, region, certificates, root: server.root, account, folder, context };
    await mkdir(path.join(folder, 'empty'));
    await timed('bootstrap', () =>
      runCdk(target, ['bootstrap', `aws://${account}/${region}`], path.join(folder, 'empty')),
    );
    const { output } = await timed('deploy', () => deployStack(target, stackName));
    return {
      server,
      target,
      root,
      output,
      seconds,
      workerSession: () => assumeWorker(root, output('WorkerRole'), account),
      async close() {
        await server.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (thrown) {
    await server.stop();
    throw thrown;
  }
}

/** The shipped role trusts ECS alone, so the test's own principal is let in first, as an administrator would. */
async function assumeWorker({ iam, sts }: Clients, roleArn: string, account: string): Promise<Credentials> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${account}:root` } },
    ],
  };
  const RoleName = roleArn.split('/').at(-1);
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(trust) }));
  const answer = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'worker' }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new Error('The worker role gave no session.');
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
