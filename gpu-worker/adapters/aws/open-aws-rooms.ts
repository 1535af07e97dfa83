import { permanent } from '../../errors.ts';
import type { Log, ObjectStore, TaskQueue, TaskScope } from '../../ports.ts';
import { type AwsEndpoint, createS3, createSqs, createSts, warnOfInsecureTls } from './aws-clients.ts';
import { s3ObjectStore } from './s3-object-store.ts';
import { sqsTaskQueue } from './sqs-task-queue.ts';
import { stsTaskScope } from './sts-task-scope.ts';
import { protectedQueue } from './task-protection.ts';

export interface AwsRooms {
  readonly queue: TaskQueue;
  readonly scope: TaskScope;
  /** With the worker's own credentials, which reach models and nobody's data. */
  readonly modelStore: ObjectStore;
  close(): void;
}

/** What the worker is told about AWS; undefined where it is not. */
export interface AwsSettings {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly pathStyle: boolean;
  readonly insecureTls: boolean;
  readonly tasksQueueUrl: string | undefined;
  readonly dataRoleArn: string | undefined;
  readonly kmsKeyArn: string | undefined;
  /** Of the ECS agent on this host; undefined elsewhere. */
  readonly agentUri: string | undefined;
}

/**
 * Queue and scopes on AWS, with the credentials of the default chain: the container's role.
 * @throws FacelineError SETTINGS_INVALID that names what is missing
 */
export function openAwsRooms(settings: AwsSettings, log: Log): AwsRooms {
  const { region, endpoint, pathStyle, insecureTls, agentUri, kmsKeyArn } = settings;
  const told = (value: string | undefined, name: string): string => {
    if (value !== undefined) return value;
    throw permanent(
      'SETTINGS_INVALID',
      `${name} is not set; the worker needs it on AWS (or FACELINE_LOCAL_FOLDER elsewhere).`,
    );
  };
  const queueUrl = told(settings.tasksQueueUrl, 'FACELINE_TASKS_QUEUE_URL');
  const dataRoleArn = told(settings.dataRoleArn, 'FACELINE_DATA_ROLE_ARN');
  const where: AwsEndpoint = {
    region: told(region, 'AWS_REGION'),
    insecureTls,
    endpoint,
    ...(pathStyle ? { pathStyle } : {}),
  };
  warnOfInsecureTls(where, log);
  const [s3, sqs, sts] = [createS3(where), createSqs(where), createSts(where)];
  const queue = sqsTaskQueue(sqs, queueUrl);
  return {
    queue: agentUri === undefined ? queue : protectedQueue(queue, { agentUri, log }),
    scope: stsTaskScope(sts, { dataRoleArn, objects: where, region: where.region, kmsKeyArn }),
    modelStore: s3ObjectStore(s3),
    close() {
      s3.destroy();
      sqs.destroy();
      sts.destroy();
    },
  };
}
