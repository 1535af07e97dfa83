import { failureReport } from '../../contract/failure-report.ts';
import { type Report, type Result, reportVersion } from '../../contract/report.ts';
import { facelineVersion } from '../../contract/version.ts';
import type { FacelineError } from '../errors.ts';
import { scrubText } from '../scrub.ts';
import type { TaskOrRefusal } from './read-task.ts';

/** One attempt, as the report counts it. */
export interface Attempt {
  readonly attempt: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

/** The report of a task that was finished. */
export function doneReport(task: NonNullable<Report['task']>, result: Result, attempt: Attempt): Report {
  const { bucket, key } = task.source;
  return {
    version: reportVersion,
    taskId: task.taskId,
    outcome: 'done',
    source: { bucket, key },
    output: task.output,
    user: task.requester.user,
    task,
    attempts: attempt.attempt,
    startedAt: new Date(attempt.startedAtMs).toISOString(),
    finishedAt: new Date(attempt.finishedAtMs).toISOString(),
    faceline: facelineVersion,
    result,
  };
}

/** The report of a task that will not be tried again. Secrets that strayed into the error's message are taken out. */
export function failedReport(request: TaskOrRefusal, error: FacelineError, attempt: Attempt): Report {
  const { task, place } = request;
  const { bucket, key } = place.source;
  return failureReport({
    taskId: place.taskId,
    outcome: 'failed',
    code: error.code,
    message: scrubText(error.message),
    retryable: error.retryable,
    screening: error.screening,
    source: { bucket, key },
    output: place.output,
    ...(task === undefined ? {} : { user: task.requester.user, task }),
    attempts: attempt.attempt,
    startedAt: new Date(attempt.startedAtMs),
    finishedAt: new Date(attempt.finishedAtMs),
  });
}
