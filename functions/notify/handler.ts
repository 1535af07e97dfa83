import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { SQSHandler } from 'aws-lambda';
import { functionLog, processRecords } from '../aws/process-records.ts';
import { createS3Client } from '../aws/s3-objects.ts';
import { createSqsClient, sqsTasks } from '../aws/sqs-tasks.ts';
import { readEvents } from '../intake/read-events.ts';
import { awsPorts } from './aws-ports.ts';
import { readConfig } from './config.ts';
import { secretReader } from './fetch-secret.ts';
import { notifyOfReport } from './notify-of-report.ts';
import { reportMetrics } from './report-metrics.ts';
import { readWebhookMessage } from './webhook-message.ts';

const config = readConfig(process.env);
const logger = new Logger({ serviceName: 'faceline-notify' });
const log = functionLog(logger);
/** POWERTOOLS_METRICS_NAMESPACE has the namespace: one a stage. */
const metrics = new Metrics({ serviceName: 'notify' });
const { readText, sign, publish, callWebhook, askForWebhook } = awsPorts(config, {
  s3: createS3Client(config),
  sns: new SNSClient({ maxAttempts: 4 }),
  sts: new STSClient({ maxAttempts: 4 }),
  reports: config.webhook === undefined ? undefined : sqsTasks(createSqsClient(), config.webhook.queueUrl),
  secret: secretReader(new SecretsManagerClient({ maxAttempts: 4 })),
  log,
});
logger.info('started', { node: process.version });

/** Lambda behind the `reports` queue: one notice for each report, links signed, and the report's figures as metrics. */
export const handler: SQSHandler = async (event, context) => {
  try {
    return await processRecords(event, context, logger, ({ body }) => handleMessage(body));
  } finally {
    metrics.publishStoredMetrics();
  }
};

async function handleMessage(body: string): Promise<void> {
  const webhookFor = readWebhookMessage(body);
  if (webhookFor !== undefined) {
    const notice = await notifyOfReport(webhookFor, { readText, sign, send: callWebhook });
    if (notice !== undefined) log.info({ taskId: notice.taskId, outcome: notice.outcome }, 'webhook called');
    return;
  }
  const reading = readEvents(body);
  if (!reading.ok) throw new Error(reading.problem);
  for (const reason of reading.ignored) log.info({ reason }, 'ignored');
  for (const address of reading.uploads) {
    const notice = await notifyOfReport(address, {
      readText,
      sign,
      measure: (report) => {
        for (const { name, unit, value } of reportMetrics(report)) metrics.addMetric(name, unit, value);
      },
      async send(notice) {
        // In this order: when the second fails, both are repeated, and a program minds less than a person.
        await askForWebhook(address);
        await publish(notice);
      },
    });
    if (notice !== undefined) log.info({ taskId: notice.taskId, outcome: notice.outcome }, 'notice sent');
  }
}
