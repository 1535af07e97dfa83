/** What a deployed stack tells of itself: names that the CLI, tests and people read, and what each value is. */
export const stackOutputs = {
  InputBucket: 'Name of the bucket for videos, images, photos and manifests: what arrives here is worked on',
  OutputBucket: 'Name of the bucket with results: video or image, poster, preview, report.json',
  ModelBucket: 'Name of the bucket that workers take models from; "faceline models push" fills it',
  UploadsQueue: 'URL of the SQS queue of events about uploads, which intake reads',
  TasksQueue: 'URL of the SQS queue of tasks that wait for a worker',
  LastQueueArn: 'ARN of the SQS queue of dead tasks that have no report; it should be empty',
  DeadUploadsQueueArn: 'ARN of the SQS queue of events that intake could not read; it should be empty',
  DeadReportsQueueArn: 'ARN of the SQS queue of reports that nobody could be told of; it should be empty',
  NoticesTopic: 'ARN of the SNS topic that tells of every task that ended; subscribe to it',
  AlarmsTopic: 'ARN of the SNS topic of alarms',
  WebhookSecretArn: 'ARN of the secret that calls of the webhook are signed with',
  CdnDomain: 'Domain of the CloudFront distribution before the results',
  Dashboard: 'Name of the CloudWatch dashboard: what works, how fast, what waits, what was lost',
  WorkerLogs: 'Name of the CloudWatch log group of the workers, which "faceline logs" reads',
  Cluster: 'Name of the ECS cluster of the workers',
  Service: 'Name of the ECS service of the workers',
  JobQueueArn: 'ARN of the AWS Batch queue of jobs, one a task',
  WorkerRole: 'ARN of the role of the workers, for workers that run elsewhere',
  DataRole: 'ARN of the role that a worker narrows to one task (FACELINE_DATA_ROLE_ARN)',
  ReplicaBucket: 'Name of the bucket with copies of the results, in another region',
} as const satisfies Readonly<Record<string, string>>;

export type StackOutput = keyof typeof stackOutputs;
