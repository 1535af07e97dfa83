import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import type { SQSHandler } from 'aws-lambda';
import { functionLog, processRecords } from '../aws/process-records.ts';
import { createS3Client } from '../aws/s3-objects.ts';
import { readEvents } from '../intake/read-events.ts';
import { awsPorts } from './aws-ports.ts';
import { readConfig } from './config.ts';
import { secretReader } from './fetch-secret.ts';
import { notifyOfReport } from './notify-of-report.ts';
import { reportMetrics } from './report-metrics.ts';

const config = readConfig(process.env);
const logger = new Logger({ serviceName: 'faceline-notify' });
const log = functionLog(logger);
/** POWERTOOLS_METRICS_NAMESPACE has the namespace: one a stage. */
const metrics = new Metrics({ serviceName: 'notify' });
const ports = awsPorts(config, {
  s3: createS3Client(config),
  sns: new SNSClient({ maxAttempts: 4 }),
  secret: secretReader(new SecretsManagerClient({ maxAttempts: 4 })),
  log,
});
logger.info('started', { node: process.version });

/** Lambda behind the `reports` queue: one notice for each report, links signed, and the report's figures as metrics. */
export const handler: SQSHandler = async (event, context) => {
  try {
    return await processRecords(event, context, logger, async (record) => {
      const reading = readEvents(record.body);
      if (!reading.ok) throw new Error(reading.problem);
      for (const reason of reading.ignored) log.info({ reason }, 'ignored');
      for (const address of reading.uploads) {
        const notice = await notifyOfReport(address, {
          ...ports,
          measure: (report) => {
            for (const { name, unit, value } of reportMetrics(report)) metrics.addMetric(name, unit, value);
          },
        });
        if (notice !== undefined) log.info({ taskId: notice.taskId, outcome: notice.outcome }, 'notice sent');
      }
    });
  } finally {
    metrics.publishStoredMetrics();
  }
};
