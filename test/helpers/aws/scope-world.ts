import { CreateMultipartUploadCommand, PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { FaceTask } from '../../../contract/face-task.ts';
import { sessionPolicy } from '../../../gpu-worker/adapters/aws/session-policy.ts';
import { taskGrants } from '../../../gpu-worker/task-grants.ts';
import { type Clients, type Credentials, clientsFor } from './deployed-world.ts';

export interface ScopeRequestWorld {
  readonly task: FaceTask;
  /** May do everything; puts the neighbours there. */
  readonly owner: S3Client;
  readonly server: { readonly endpoint: string; readonly region: 'us-east-1' };
  /** Credentials that may assume the data role: the worker's. */
  readonly worker: Credentials;
  readonly dataRoleArn: string;
}

/** What roles and queues are judged with, where a server has them. */
export interface RoleWorld {
  readonly modelBucket: string;
  readonly tasksUrl: string;
  readonly uploadsUrl: string;
  readonly otherRoleArn: string;
}

/** Something that is tried twice: on what is the task's own, and on what is not. */
export interface ScopeCase {
  readonly name: string;
  /** Succeeds. */
  readonly own: () => Promise<unknown>;
  /** Is refused. */
  readonly foreign: () => Promise<unknown>;
}

/** A task's session with its neighbours in place. */
export interface ScopeWorld extends ScopeRequestWorld {
  readonly input: string;
  readonly output: string;
  /** The task's session. */
  readonly session: Clients;
  readonly workerClients: Clients;
  readonly versions: { readonly own: string | undefined; readonly foreign: string | undefined };
  /** The task's output prefix, its twin with one more letter, and another user's. */
  readonly prefix: { readonly own: string; readonly twin: string; readonly other: string };
  /** An unfinished upload under the own prefix and one under another's, each with one part. */
  startUpload(kind: 'own' | 'other'): Promise<{ Bucket: string; Key: string; UploadId: string; ETag: string }>;
}

export const foreignSource = 'videos/input/u124/202504051423/raw.mp4';

export async function openScopeWorld(request: ScopeRequestWorld): Promise<ScopeWorld> {
  const { task, owner, server, worker, dataRoleArn } = request;
  const [input, output] = [task.source.bucket, task.output.bucket];
  const own = task.output.prefix;
  const prefix = { own, twin: `${own.slice(0, -1)}x/`, other: own.replace('/u123/', '/u124/') };
  const put = (Bucket: string, Key: string) => owner.send(new PutObjectCommand({ Bucket, Key, Body: 'secret' }));
  const source = task.source.key;
  const ownVersion = (await put(input, source)).VersionId;
  const foreignVersion = (await put(input, foreignSource)).VersionId;
  const people = ['anna/1.jpg', 'anna/2025/1.jpg', 'anna2/1.jpg', 'ann/1.jpg', 'bob/1.jpg'].map(
    (name) => `persons/${name}`,
  );
  for (const key of [`${source}2`, source.slice(0, -1), ...people]) await put(input, key);
  for (const folder of Object.values(prefix)) {
    for (const file of ['video.mp4', 'report.json', 'a.bin', 'b.bin', 'c.bin']) await put(output, `${folder}${file}`);
  }
  await put(input, `${own}video.mp4`);

  const workerClients = clientsFor(server, worker);
  const command = new AssumeRoleCommand({
    RoleArn: dataRoleArn,
    RoleSessionName: `faceline-${task.taskId}`,
    DurationSeconds: 3600,
    Policy: sessionPolicy(taskGrants(task), { region: server.region }),
  });
  const { Credentials } = await workerClients.sts.send(command);
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw new Error('The data role gave no session.');
  }
  const session = clientsFor(server, {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
  return {
    ...request,
    input,
    output,
    session,
    workerClients,
    versions: { own: ownVersion, foreign: foreignVersion },
    prefix,
    async startUpload(kind) {
      const place = { Bucket: output, Key: `${prefix[kind]}parts.bin` };
      const { UploadId = '' } = await owner.send(new CreateMultipartUploadCommand(place));
      const part = await owner.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: 'part' }));
      return { ...place, UploadId, ETag: part.ETag ?? '' };
    },
  };
}
