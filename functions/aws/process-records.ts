import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { FunctionLog } from '../ports.ts';

/**
 * Handles the records of an SQS event. A record that throws goes back to its queue alone, and to the dead-letter queue
 * behind it after some attempts; the others are done with.
 */
export function processRecords(
  event: SQSEvent,
  context: Context,
  logger: Logger,
  handleRecord: (record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const handle = async (record: SQSRecord): Promise<void> => {
    try {
      await handleRecord(record);
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      logger.error('record failed; it goes back to its queue', { error: cause, messageId: record.messageId });
      throw error;
    }
  };
  const processor = new BatchProcessor(EventType.SQS);
  return processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false });
}

/** The functions' log on Powertools' logger: one JSON line an entry. */
export const functionLog = (logger: Logger): FunctionLog => ({
  info: (fields, message) => logger.info(message, { ...fields }),
  warn: (fields, message) => logger.warn(message, { ...fields }),
});
