import type * as z from 'zod';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/**
 * Parses unknown data, and puts every problem into one sentence a person can act on.
 * @param what what the data is, for the message: "task", "manifest", "report"
 */
export function parseWith<T>(schema: z.ZodType<T>, data: unknown, what: string): Parsed<T> {
  const result = schema.safeParse(data);
  if (result.success) return { ok: true, value: result.data };
  const { issues } = result.error;
  const named = issues.slice(0, maxProblems).map((issue) => {
    const place = issue.path.length === 0 ? what : issue.path.join('.');
    return `${shortened(place, 200)}: ${shortened(issue.message, 400)}`;
  });
  const rest = issues.length > maxProblems ? `; and ${issues.length - maxProblems} more` : '';
  return { ok: false, problem: `The ${what} is not valid: ${named.join('; ')}${rest}` };
}

/** A message stays readable, and a report small, however broken the document is. */
const maxProblems = 8;
const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

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
