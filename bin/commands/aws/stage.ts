import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import type { StackOutput } from '../../../contract/stack-outputs.ts';
import { type AwsEndpoint, clientSettings, createS3, createSqs } from '../../../gpu-worker/adapters/aws/aws-clients.ts';
import { s3ObjectStore } from '../../../gpu-worker/adapters/aws/s3-object-store.ts';
import { sqsTaskQueue } from '../../../gpu-worker/adapters/aws/sqs-task-queue.ts';
import type { ObjectStore, TaskQueue } from '../../../gpu-worker/ports.ts';
import { UsageError } from '../exit-codes.ts';
import type { Depths } from './await-report.ts';

/** A deployed stage, as somebody with rights to it sees it. */
export interface Stage {
  readonly name: string;
  readonly where: AwsEndpoint;
  readonly inputBucket: string;
  readonly outputBucket: string;
  readonly s3: S3Client;
  readonly store: ObjectStore;
  readonly tasks: TaskQueue;
  /** What is on its way as events and tasks; undefined where tasks do not wait in a queue, or nobody may ask. */
  depths(): Promise<Depths | undefined>;
  /** An output of the stack; undefined where the stack has none of that name. */
  output(name: StackOutput): string | undefined;
}

/** Where the stage is: the region asked for, else the environment's; another endpoint only if the environment says so. */
function endpointOf(region: string | undefined): AwsEndpoint {
  const named = region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (named === undefined) throw new UsageError('Which region? Give --region, or set AWS_REGION.');
  return { region: named, endpoint: process.env.AWS_ENDPOINT_URL };
}

/**
 * Reads a stage's resources from its stack's outputs, with the credentials of the default chain.
 * @throws UsageError when there is no such stack, no region or no credentials
 */
export async function openStage(name: string, region: string | undefined): Promise<Stage> {
  const where = endpointOf(region);
  const stackName = `Faceline-${name}`;
  const outputs = await stackOutputs(stackName, where);
  const output = (name: StackOutput): string | undefined => outputs.get(name);
  const needed = (name: StackOutput): string => {
    const value = output(name);
    if (value === undefined) {
      const advice = 'Deploy it again with the version whose command this is.';
      throw new UsageError(`The stack ${stackName} has no output ${name}. ${advice}`);
    }
    return value;
  };
  const [s3, sqs] = [createS3(where), createSqs(where)];
  const [tasks, uploads] = [sqsTaskQueue(sqs, needed('TasksQueue')), sqsTaskQueue(sqs, needed('UploadsQueue'))];
  return {
    name,
    where,
    inputBucket: needed('InputBucket'),
    outputBucket: needed('OutputBucket'),
    s3,
    store: s3ObjectStore(s3),
    tasks,
    async depths() {
      // A pipe empties the queue into Batch's jobs.
      if (output('JobQueueArn') !== undefined) return undefined;
      const found = await Promise.all([tasks.depth(), uploads.depth()]).catch(() => undefined);
      if (found === undefined) return undefined;
      const [task, event] = found;
      const waiting = task.visible + task.delayed + event.visible + event.delayed + event.inFlight;
      return { waiting, inFlight: task.inFlight };
    },
    output,
  };
}

async function stackOutputs(stackName: string, where: AwsEndpoint): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient(clientSettings(where, undefined));
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return new Map(
      Stacks.flatMap(({ Outputs = [] }) => Outputs.map((each) => [each.OutputKey ?? '', each.OutputValue ?? ''])),
    );
  } catch (thrown) {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof Error && thrown.name === 'CredentialsProviderError') {
      throw new UsageError(`No AWS credentials were found: ${text}. Run "aws configure" or "aws sso login".`);
    }
    if (/does not exist/.test(text)) {
      throw new UsageError(`There is no stack ${stackName} in ${where.region}; check --stage and --region.`);
    }
    throw thrown;
  } finally {
    client.destroy();
  }
}
