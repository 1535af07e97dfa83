import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { parseJsonWith } from '../../../contract/parse.ts';
import { type Progress, phases } from '../../../gpu-worker/phases.ts';

const lineSchema = z.looseObject({
  framesDone: z.int(),
  framesTotal: z.int().optional(),
  // Workers of an earlier version tell of frames only.
  phase: z.enum(phases).catch('frames'),
});

/**
 * How far a task is, by the lines that workers write about it every few seconds. Whoever may not read the log is told
 * nothing.
 * @returns a function that gives the newest progress since it was last called
 */
export function loggedProgress(
  client: CloudWatchLogsClient,
  logGroupName: string,
  taskId: string,
): () => Promise<Progress | undefined> {
  let startTime = Date.now();
  return async () => {
    const filterPattern = `{ ($.taskId = "${taskId}") && ($.framesDone = *) }`;
    let newest: Progress | undefined;
    try {
      for await (const { events = [] } of paginateFilterLogEvents(
        { client },
        { logGroupName, filterPattern, startTime },
      )) {
        for (const { message = '', timestamp = 0 } of events) {
          startTime = Math.max(startTime, timestamp + 1);
          const line = parseJsonWith(lineSchema, message, 'log line');
          if (!line.ok) continue;
          const { phase, framesDone, framesTotal } = line.value;
          newest = { phase, framesDone, framesTotal };
        }
      }
    } catch {
      return undefined;
    }
    return newest;
  };
}
