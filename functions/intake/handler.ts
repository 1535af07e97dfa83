import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSHandler } from 'aws-lambda';
import { functionLog, processRecords } from '../aws/process-records.ts';
import { createS3Client, s3Objects } from '../aws/s3-objects.ts';
import { createSqsClient, sqsTasks } from '../aws/sqs-tasks.ts';
import { readConfig } from './config.ts';
import { handleMessage, type IntakePorts } from './handle-upload.ts';

const config = readConfig(process.env);
const logger = new Logger({ serviceName: 'faceline-intake' });
const ports: IntakePorts = {
  store: s3Objects(createS3Client(config)),
  queue: sqsTasks(createSqsClient(), config.tasksQueueUrl),
  log: functionLog(logger),
};
logger.info('started', { node: process.version });

/** Lambda behind the `uploads` queue; its event source mapping reports partial batch failures. */
export const handler: SQSHandler = (event, context) =>
  processRecords(event, context, logger, async (record) => {
    await handleMessage(record.body, ports, config);
  });
