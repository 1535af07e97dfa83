import { type ErrorCode, errorAdvice } from './error-codes.ts';
import { type Report, reportVersion, type ScreeningReport } from './report.ts';
import { facelineVersion } from './version.ts';

/** What a report of a refusal or failure is made of. */
interface Failure {
  readonly taskId: string;
  readonly outcome: 'failed' | 'refused';
  readonly code: ErrorCode;
  readonly message: string;
  /** True when the same task may succeed later, unchanged. False when it is left out. */
  readonly retryable?: boolean;
  /** What the content models said, where that is the reason. */
  readonly screening?: ScreeningReport | undefined;
  readonly source: Report['source'];
  readonly output: Report['output'];
  readonly user?: string;
  readonly task?: Report['task'];
  /** How often the task was received; 0 for an upload that no task was made of. */
  readonly attempts: number;
  /** When the attempt started; `finishedAt` when it is left out. */
  readonly startedAt?: Date;
  readonly finishedAt: Date;
}

/** The report of a task that could not be finished, or of an upload that no task was made of. */
export function failureReport(failure: Failure): Report {
  const { taskId, outcome, code, message, source, output, user, task, attempts, finishedAt, screening } = failure;
  return {
    version: reportVersion,
    taskId,
    outcome,
    source,
    output,
    ...(user === undefined ? {} : { user }),
    ...(task === undefined ? {} : { task }),
    attempts,
    startedAt: (failure.startedAt ?? finishedAt).toISOString(),
    finishedAt: finishedAt.toISOString(),
    faceline: facelineVersion,
    error: {
      code,
      message,
      advice: errorAdvice[code],
      retryable: failure.retryable ?? false,
      ...(screening && { screening }),
    },
  };
}
