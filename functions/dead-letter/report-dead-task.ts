import * as z from 'zod';
import { parseFaceTask, refusalIdFor } from '../../contract/face-task.ts';
import { failureReport } from '../../contract/failure-report.ts';
import { refusedPrefix } from '../../contract/object-keys.ts';
import { type Parsed, parseJsonWith } from '../../contract/parse.ts';
import type { Report } from '../../contract/report.ts';

/** A message that was received as often as the queue allows and never done. */
export interface DeadTask {
  readonly body: string;
  /** How often it was received by workers. */
  readonly attempts: number;
  /** What the last attempt said, where the caller knows. */
  readonly lastError?: string;
}

/** What of a body that is no task can still be told. */
const sourceOnlySchema = z.object({ source: z.object({ bucket: z.string(), key: z.string() }) });

/**
 * The failed report of a dead task. A body that cannot be parsed has a report too, in a folder of refusals that its
 * text names: what it says about its own output is not to be trusted.
 * @param outputBucket where the report of an unparsable body goes
 */
export function reportDeadTask(dead: DeadTask, outputBucket: string, now: Date): Report {
  const { attempts } = dead;
  const body = unquoted(dead.body);
  const json = parseJsonWith(z.unknown(), body, 'task');
  const parsed: ReturnType<typeof parseFaceTask> = json.ok ? parseFaceTask(json.value) : json;
  if (!parsed.ok) {
    const told: Parsed<z.infer<typeof sourceOnlySchema>> = parseJsonWith(sourceOnlySchema, body, 'task');
    const unknown = { bucket: 'dead-letter', key: body.slice(0, 1024) };
    return failureReport({
      taskId: refusalIdFor({ bucket: 'dead-letter', key: body }),
      outcome: 'failed',
      code: parsed.versionMismatch ? 'VERSION_MISMATCH' : 'TASK_INVALID',
      message: parsed.problem,
      source: told.ok ? told.value.source : unknown,
      output: { bucket: outputBucket, prefix: refusedPrefix('dead-letter', body) },
      attempts,
      finishedAt: now,
    });
  }
  const task = parsed.value;
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  const last = dead.lastError === undefined ? 'The worker died or lost it each time.' : `Last: ${dead.lastError}`;
  return failureReport({
    taskId: task.taskId,
    outcome: 'failed',
    code: 'ATTEMPTS_EXHAUSTED',
    message: `The task was tried ${times} and never finished. ${last}`,
    source: { bucket: task.source.bucket, key: task.source.key },
    output: task.output,
    user: task.requester.user,
    task,
    attempts,
    finishedAt: now,
  });
}

/** The text in a body that is one JSON string: so EventBridge hands over what it takes out of a failed Batch job. */
function unquoted(body: string): string {
  const text = parseJsonWith(z.string(), body, 'message');
  return text.ok ? text.value : body;
}
