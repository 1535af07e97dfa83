import { GetBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';

/** Why uploads to a bucket start nothing; undefined when it tells of them, or nobody lets us ask. */
export async function silentBucket(s3: S3Client, bucket: string): Promise<string | undefined> {
  const command = new GetBucketNotificationConfigurationCommand({ Bucket: bucket });
  const found = await s3.send(command).catch(() => undefined);
  if (found === undefined || found.EventBridgeConfiguration !== undefined) return undefined;
  if ((found.QueueConfigurations ?? []).length > 0) return undefined;
  return (
    `The bucket ${bucket} sends no events, so an upload starts nothing: deploy the stage again, or run aws s3api ` +
    `put-bucket-notification-configuration --bucket ${bucket} --notification-configuration '{"EventBridgeConfiguration": {}}'.`
  );
}

/** What to look at when no event of an upload came. */
export async function eventAdvice(s3: S3Client, bucket: string): Promise<string> {
  const look = "Look at the intake function's log, and at the queues of dead uploads and undelivered events";
  return (await silentBucket(s3, bucket)) ?? `${look} (docs/operations.md, runbook).`;
}
