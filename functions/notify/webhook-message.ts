import * as z from 'zod';
import { parseJsonWith } from '../../contract/parse.ts';

const messageSchema = z.strictObject({ webhook: z.strictObject({ bucket: z.string(), key: z.string() }) });

/**
 * What notify sends to its own queue: call the webhook about this report. A receiver that is down is called again by
 * the queue, and whoever else was told is not told again.
 */
export const webhookMessage = (report: { readonly bucket: string; readonly key: string }): string =>
  JSON.stringify({ webhook: report });

/** The report's address in such a message; undefined for any other message. */
export function readWebhookMessage(body: string): { readonly bucket: string; readonly key: string } | undefined {
  const parsed = parseJsonWith(messageSchema, body, 'message');
  return parsed.ok ? parsed.value.webhook : undefined;
}
