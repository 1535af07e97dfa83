import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../allow.ts';
import type { MediaBuckets } from '../media-buckets.ts';
import type { Settings } from '../settings/settings.ts';
import { maxTaskReceives, type TaskQueue, taskVisibilityS } from '../task-queue.ts';
import type { TaskScopeRole } from '../task-scope-role.ts';

/** Uid and gid of the worker in its image (gpu-worker/Dockerfile). */
export const workerUser = 10001;

/** Where the instance's NVMe disk is mounted on the host, and where a worker sees its part of it. */
export const hostScratch = '/mnt/faceline';
export const containerScratch = '/scratch';

/** Seconds between SIGTERM and SIGKILL: within Spot's two minutes. The worker gives its task back well before. */
export const stopTimeoutS = 110;

/** Rooms a worker is told about. */
export interface WorkerSurroundings {
  readonly settings: Settings;
  readonly buckets: MediaBuckets;
  readonly queue: TaskQueue;
  readonly scope: TaskScopeRole;
  readonly intake: lambda.IFunction;
}

/** Pulls the image and writes the log. The container never sees it. */
export function executionRole(scope: Construct): iam.Role {
  const role = new iam.Role(scope, 'ExecutionRole', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
  acknowledgeWildcards(role, 'The token to log in to ECR is for the account; written by the CDK.', ['Resource::*']);
  return role;
}

const ecrUri = /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.[a-z.]+\/(?<name>[^:@]+)(?:[:@](?<version>.+))?$/;

/** The image by its URI, or built from the Dockerfile when the stack is deployed (the only step that needs docker). */
export function workerImage(scope: Construct, { workerImage: uri }: Settings): ecs.ContainerImage {
  if (uri === undefined) {
    return ecs.ContainerImage.fromAsset(path.resolve(import.meta.dirname, '../..'), {
      file: 'gpu-worker/Dockerfile',
      exclude: ['**', '!package.json', '!package-lock.json', '!.npmrc', '!contract', '!gpu-worker'],
    });
  }
  const { account, region, name, version } = ecrUri.exec(uri)?.groups ?? {};
  if (account === undefined || region === undefined || name === undefined) return ecs.ContainerImage.fromRegistry(uri);
  // Through its repository, because only then the CDK gives the execution role the right to pull.
  const arn = { service: 'ecr', account, region, resource: 'repository', resourceName: name };
  const repository = ecr.Repository.fromRepositoryAttributes(scope, 'Repository', {
    repositoryName: name,
    repositoryArn: Stack.of(scope).formatArn(arn),
  });
  return ecs.ContainerImage.fromEcrRepository(repository, version);
}

/** The worker's settings. None is a secret: credentials come from the container's role. */
export function workerEnvironment(surroundings: WorkerSurroundings): Record<string, string> {
  const { settings, buckets, queue, scope: roles } = surroundings;
  return {
    AWS_REGION: buckets.input.stack.region,
    FACELINE_TASKS_QUEUE_URL: queue.tasks.queueUrl,
    FACELINE_MAX_RECEIVES: String(maxTaskReceives),
    FACELINE_VISIBILITY_S: String(taskVisibilityS),
    FACELINE_INPUT_BUCKET: buckets.input.bucketName,
    FACELINE_OUTPUT_BUCKET: buckets.output.bucketName,
    FACELINE_MODELS_BUCKET: buckets.models.bucketName,
    FACELINE_DATA_ROLE_ARN: roles.data.roleArn,
    // Baked into the image, where there are any.
    FACELINE_MODELS: '/models',
    FACELINE_MODELS_SCRATCH: `${containerScratch}/models`,
    FACELINE_MODELS_DISK_MB: String(settings.modelDiskMb),
    FACELINE_MODEL_CACHE_MB: String(settings.modelCacheMb),
    FACELINE_SCRATCH: `${containerScratch}/tasks`,
    FACELINE_SHUTDOWN_GRACE_S: String(stopTimeoutS - 20),
    FACELINE_PROVIDER: 'cuda',
    FACELINE_USE: settings.use,
    FACELINE_SCREENING: settings.screening,
    ...(settings.preload.length === 0 ? {} : { FACELINE_PRELOAD: settings.preload.join(',') }),
    ...(buckets.key === undefined ? {} : { FACELINE_KMS_KEY_ARN: buckets.key.keyArn }),
  };
}
