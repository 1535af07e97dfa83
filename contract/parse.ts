import type * as z from 'zod';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/**
 * Parses unknown data, and puts every problem into one sentence a person can act on.
 * @param what what the data is, for the message: "task", "manifest", "report"
 */
export function parseWith<T>(schema: z.ZodType<T>, data: unknown, what: string): Parsed<T> {
  const result = schema.safeParse(data);
  if (result.success) return { ok: true, value: result.data };
  const problems = result.error.issues.map(
    (issue) => `${issue.path.length === 0 ? what : issue.path.join('.')}: ${issue.message}`,
  );
  return { ok: false, problem: `The ${what} is not valid: ${problems.join('; ')}` };
}

/** Parses JSON text, then as {@link parseWith}. A text that is no JSON is a problem, never an exception. */
export function parseJsonWith<T>(schema: z.ZodType<T>, text: string, what: string): Parsed<T> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    return { ok: false, problem: `The ${what} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
  return parseWith(schema, data, what);
}

/** The `version` field of unknown data, to tell a version mismatch from a malformed document. */
export function versionOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'version' in data ? data.version : undefined;
}
