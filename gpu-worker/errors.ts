import type { ErrorCode } from '../contract/error-codes.ts';
import type { ScreeningReport } from '../contract/report.ts';

/**
 * The one error Faceline throws on purpose.
 * The message says what was wrong, what was expected and what to do; it never carries a secret.
 */
export class FacelineError extends Error {
  override readonly name = 'FacelineError';
  readonly code: ErrorCode;
  /** True when the same task may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Set when the task came too early: it goes back for so many seconds without spending an attempt. */
  readonly postponeS: number | undefined;
  /** The vote by which content was refused, for the report. */
  readonly screening: ScreeningReport | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      readonly retryable: boolean;
      readonly cause?: unknown;
      readonly postponeS?: number;
      readonly screening?: ScreeningReport;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.postponeS = options.postponeS;
    this.screening = options.screening;
  }
}

/** An error that will come again however often the task is tried. */
export const permanent = (code: ErrorCode, message: string, cause?: unknown): FacelineError =>
  new FacelineError(code, message, { retryable: false, cause });

/** An error that may be gone at the next attempt. */
export const transient = (code: ErrorCode, message: string, cause?: unknown): FacelineError =>
  new FacelineError(code, message, { retryable: true, cause });

/** Any thrown value as a FacelineError. What nobody foresaw is INTERNAL and worth another attempt. */
export function asFacelineError(thrown: unknown): FacelineError {
  if (thrown instanceof FacelineError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  if (['ENOSPC', 'EDQUOT'].includes(systemCode(thrown) ?? '')) {
    return transient('SCRATCH_FULL', `No space is left for scratch files: ${text}`, thrown);
  }
  return transient('INTERNAL', `Unexpected: ${text}`, thrown);
}

/** The system's code of an error: `ENOENT`, `EEXIST`, … */
export function systemCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}
