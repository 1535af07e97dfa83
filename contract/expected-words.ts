import * as z from 'zod';
import { inWords } from './near-names.ts';

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

/**
 * What was expected, in words a person reads, where a schema has none of its own: for `safeParse(data, { error })`.
 * What was given is not repeated here: an address may hold a secret.
 */
export function expectedWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_value':
      return `expected ${inWords(issue.values.map(String))}`;
    case 'invalid_type':
      return `expected ${issue.expected === 'number' ? numberWords(issue.inst) : (kinds[issue.expected] ?? issue.expected)}`;
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.minimum, issue.origin)}`;
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.maximum, issue.origin)}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'expected a URL' : undefined;
    case 'unrecognized_keys':
      return `there is no ${inWords(issue.keys.map((key) => JSON.stringify(key)))} in it`;
    case 'invalid_union':
      return anyOf(issue.errors.map(([first]) => first?.message ?? ''));
    default:
      return undefined;
  }
}

/** A number's kind and range, as its schema says them. */
function numberWords(schema: unknown): string {
  if (!(schema instanceof z.ZodNumber)) return 'a number';
  const kind = schema.isInt ? 'a whole number' : 'a number';
  const { minValue, maxValue } = schema;
  const isBound = (value: number | null): value is number => value !== null && Number.isSafeInteger(value);
  return isBound(minValue) && isBound(maxValue) && maxValue < Number.MAX_SAFE_INTEGER
    ? `${kind} from ${minValue} to ${maxValue}`
    : kind;
}

const plural: Readonly<Record<string, readonly [string, string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

function amount(bound: number | bigint, origin: string): string {
  const [one, many] = plural[origin] ?? [];
  if (one === undefined) return String(bound);
  return `${bound} ${bound === 1 ? one : many}`;
}

/** One sentence of those of a union's branches, where each says what it expects. */
function anyOf(messages: readonly string[]): string | undefined {
  const head = 'expected ';
  if (messages.length === 0 || !messages.every((message) => message.startsWith(head))) return undefined;
  return `${head}${inWords([...new Set(messages.map((message) => message.slice(head.length)))])}`;
}
