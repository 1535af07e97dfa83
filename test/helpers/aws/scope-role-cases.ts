import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Clients } from './deployed-world.ts';
import { foreignSource, type RoleWorld, type ScopeCase, type ScopeWorld } from './scope-world.ts';

const assume = ({ sts }: Clients, RoleArn: string) =>
  sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'wider' }));

/** A session that asks for another one, without the narrowing policy. */
export const wideningCase = ({ session, workerClients, dataRoleArn }: ScopeWorld): ScopeCase => ({
  name: 'the worker assumes the data role | the task assumes it again, wider',
  own: () => assume(workerClients, dataRoleArn),
  foreign: () => assume(session, dataRoleArn),
});

/** Roles and queues: what the worker may itself, and what neither it nor its tasks may. */
export function roleCases(world: ScopeWorld, roles: RoleWorld): readonly ScopeCase[] {
  const { session, workerClients: worker, dataRoleArn, input, output, prefix, task } = world;
  const { modelBucket, tasksUrl, uploadsUrl, otherRoleArn } = roles;
  const read = ({ s3 }: Clients, Bucket: string, Key: string) => s3.send(new GetObjectCommand({ Bucket, Key }));
  const list = ({ s3 }: Clients, Bucket: string, Prefix: string) =>
    s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const send = ({ sqs }: Clients, QueueUrl: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}', DelaySeconds: 900 }));
  const receive = ({ sqs }: Clients) => sqs.send(new ReceiveMessageCommand({ QueueUrl: tasksUrl, WaitTimeSeconds: 0 }));
  const model = () => read(worker, modelBucket, 'models/scope.onnx');
  return [
    { name: 'the worker receives tasks | the task does', own: () => receive(worker), foreign: () => receive(session) },
    {
      name: 'the worker sends tasks | the task does',
      own: () => send(worker, tasksUrl),
      foreign: () => send(session, tasksUrl),
    },
    {
      name: 'the worker sends tasks | uploads',
      own: () => send(worker, tasksUrl),
      foreign: () => send(worker, uploadsUrl),
    },
    {
      name: 'the worker assumes the data role | the role of a Lambda',
      own: () => assume(worker, dataRoleArn),
      foreign: () => assume(worker, otherRoleArn),
    },
    {
      name: 'the worker reads a model | the task does',
      own: model,
      foreign: () => read(session, modelBucket, 'models/scope.onnx'),
    },
    { name: 'the worker reads a model | a source', own: model, foreign: () => read(worker, input, foreignSource) },
    {
      name: 'the worker reads a model | a photo',
      own: model,
      foreign: () => read(worker, input, 'persons/anna/1.jpg'),
    },
    {
      name: 'the worker reads a model | a result',
      own: model,
      foreign: () => read(worker, output, `${prefix.own}video.mp4`),
    },
    {
      name: 'the worker reads a model | writes one',
      own: model,
      foreign: () =>
        worker.s3.send(new PutObjectCommand({ Bucket: modelBucket, Key: 'models/scope.onnx', Body: 'mine' })),
    },
    {
      name: 'the worker lists models | sources',
      own: () => list(worker, modelBucket, 'models/'),
      foreign: () => list(worker, input, task.source.key),
    },
    {
      name: 'the worker says who it is | makes a role',
      own: () => worker.sts.send(new GetCallerIdentityCommand({})),
      foreign: () =>
        worker.iam.send(new CreateRoleCommand({ RoleName: 'mine', AssumeRolePolicyDocument: '{"Statement":[]}' })),
    },
  ];
}
