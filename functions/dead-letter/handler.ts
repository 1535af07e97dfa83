import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSHandler } from 'aws-lambda';
import { functionLog, processRecords } from '../aws/process-records.ts';
import { createS3Client, s3Objects } from '../aws/s3-objects.ts';
import { readConfig } from './config.ts';
import { type DeadLetterPorts, handleDeadTask } from './handle-dead-task.ts';

const config = readConfig(process.env);
const logger = new Logger({ serviceName: 'faceline-dead-letter' });
/** POWERTOOLS_METRICS_NAMESPACE has the namespace: one a stage. */
const metrics = new Metrics({ serviceName: 'dead-letter' });
const ports: DeadLetterPorts = { store: s3Objects(createS3Client(config)), log: functionLog(logger) };
logger.info('started', { node: process.version });

/**
 * Lambda behind the tasks queue's dead-letter queue. It empties that queue, so an alarm cannot look at its depth: the
 * metric DeadTasks counts instead.
 */
export const handler: SQSHandler = async (event, context) => {
  try {
    return await processRecords(event, context, logger, async (record) => {
      const { dead } = await handleDeadTask({ body: record.body, attempts: config.maxAttempts }, ports, config);
      if (dead) metrics.addMetric('DeadTasks', MetricUnit.Count, 1);
    });
  } finally {
    metrics.publishStoredMetrics();
  }
};
