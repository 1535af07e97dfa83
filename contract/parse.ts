import * as z from 'zod';
import { expectedWords } from './expected-words.ts';
import { didYouMean } from './near-names.ts';

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/**
 * Parses unknown data, and puts every problem into one sentence a person can act on.
 * @param what what the data is, for the message: "task", "manifest", "report"
 */
export function parseWith<T>(schema: z.ZodType<T>, data: unknown, what: string): Parsed<T> {
  const result = schema.safeParse(data, { error: expectedWords });
  if (result.success) return { ok: true, value: result.data };
  const named = result.error.issues.map((issue) => {
    const place = issue.path.length === 0 ? '' : `${shortened(issue.path.join('.'), 200)}: `;
    return `${place}${shortened(issueText(issue, schema, givenWords(issue, data)), 400)}`;
  });
  const told = [...new Set(named)];
  const rest = told.length > maxProblems ? `; and ${told.length - maxProblems} more` : '';
  return { ok: false, problem: `The ${what} is not valid: ${told.slice(0, maxProblems).join('; ')}${rest}` };
}

/** A message stays readable, and a report small, however broken the document is. */
const maxProblems = 8;
const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);

/**
 * What is wrong in one place, without the place: what was expected, what was given, and what was probably meant.
 * @param given what stands there, for the message; undefined where it is not to be repeated
 */
export function issueText(issue: z.core.$ZodIssue, schema: z.ZodType, given: string | undefined): string {
  const { message } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    return `${message}${didYouMean(issue.keys[0] ?? '', known)}`;
  }
  if (given === undefined || !message.startsWith('expected')) return message;
  const known = issue.code === 'invalid_value' ? issue.values.filter((value) => typeof value === 'string') : [];
  return `${message}, not ${shortened(given, 80)}${didYouMean(given, known)}`;
}

/** What was given where a number or some words were expected. Other texts are not repeated: one may be a secret. */
function givenWords(issue: z.core.$ZodIssue, data: unknown): string | undefined {
  const value = valueAt(data, issue.path);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isPublic = value === '' || isOfNumberOrWord(issue);
  return typeof value === 'string' && isPublic ? JSON.stringify(value) : undefined;
}

function isOfNumberOrWord(issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'invalid_type') return issue.expected === 'number' || issue.expected === 'int';
  if (issue.code === 'too_small' || issue.code === 'too_big') return issue.origin === 'number';
  return issue.code === 'invalid_value' || issue.code === 'invalid_union';
}

/** What stands in data at a place; undefined where there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return data;
  const own = typeof data === 'object' && data !== null ? Object.getOwnPropertyDescriptor(data, key) : undefined;
  return own === undefined ? undefined : valueAt(own.value, rest);
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

/** A document that has a version, parsed; `versionMismatch` where it is of another one than is understood. */
export type Versioned<T> = Parsed<T> & { readonly versionMismatch?: boolean };

/**
 * As {@link parseWith}, of a document with a version: another one than the reader's is told as that, with both.
 * @param reader who understands this version, for the message: "worker", "program"
 */
export function parseVersioned<T>(
  schema: z.ZodType<T>,
  data: unknown,
  { what, version, reader }: { readonly what: string; readonly version: number; readonly reader: string },
): Versioned<T> {
  const found = typeof data === 'object' && data !== null && 'version' in data ? data.version : undefined;
  if (found === undefined || found === version) return parseWith(schema, data, what);
  const told = `The ${what} has version ${JSON.stringify(found)}; this ${reader} understands version ${version}.`;
  return { ok: false, problem: told, versionMismatch: true };
}
