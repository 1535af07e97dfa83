import * as z from 'zod';
import { byName } from './by-name.ts';
import { errorCodeSchema } from './error-codes.ts';
import { taskIdSchema } from './face-task.ts';
import { parseVersioned, type Versioned } from './parse.ts';
import { unchangedSchema } from './unchanged-faces.ts';

export const noticeVersion = 1;

const linksSchema = z
  .strictObject({
    file: z.url().optional(),
    poster: z.url().optional(),
    preview: z.url().optional(),
    expiresAt: z.iso.datetime(),
  })
  .describe('Work until expiresAt without an account. Whoever has one has the file: they are not to be logged.');

/**
 * What is sent out when a task has ended, by SNS, by webhook, or as one line of JSON on one machine. Small on purpose:
 * `keys.report` is the full record.
 */
export const noticeSchema = z.strictObject({
  version: z.literal(noticeVersion),
  taskId: taskIdSchema,
  outcome: z
    .enum(['done', 'failed', 'refused'])
    .describe('done: the files are there; failed: a task could not be finished; refused: no task was made.'),
  user: z.string().optional(),
  source: z.strictObject({ bucket: z.string(), key: z.string() }).describe('The uploaded object.'),
  bucket: z.string().describe('The bucket that keys are in.'),
  keys: z.strictObject({
    report: z.string(),
    file: z.string().optional(),
    poster: z.string().optional(),
    preview: z.string().optional(),
  }),
  /** Present where the sender may sign links. */
  links: linksSchema.optional(),
  summary: z
    .strictObject({
      frames: z.int(),
      durationS: z.number(),
      facesFound: z.int(),
      facesChanged: byName(z.int()).describe(
        'By the name of the step, such as swap; 0 where a step was asked for and changed none.',
      ),
      unchanged: unchangedSchema
        .describe('Where faces were to be changed and none was: why, and what to try.')
        .optional(),
      processingS: z.number().describe('From the start of the attempt to the report.'),
    })
    .describe('Of a task that is done.')
    .optional(),
  error: z
    .strictObject({ code: errorCodeSchema, message: z.string(), advice: z.string() })
    .describe('Of a task that is not done.')
    .optional(),
  attempts: z.int().describe('How often the task was received; 0 where no task was made.'),
  finishedAt: z.iso.datetime(),
});

export type Notice = z.infer<typeof noticeSchema>;
export type NoticeLinks = z.infer<typeof linksSchema>;

/** Parses a notice. A version mismatch names both versions. */
export const parseNotice = (data: unknown): Versioned<Notice> =>
  parseVersioned(noticeSchema, data, { what: 'notice', version: noticeVersion, reader: 'program' });
