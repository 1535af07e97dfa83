import * as z from 'zod';
import { expectedWords } from '../../../contract/expected-words.ts';
import type { OptionRow } from '../../../contract/options/option.ts';

type Schema = z.core.$ZodType;

/** Whether several values are taken: always, or beside a single one. */
export const takesList = (schema: Schema): boolean =>
  schema instanceof z.ZodArray ||
  schema instanceof z.ZodTuple ||
  (schema instanceof z.ZodUnion && schema.options.some(takesList));

/** Of what kind each of its values is. A time is read by its schema. */
export function kindOf(schema: Schema): 'number' | 'time' | 'word' {
  if (schema instanceof z.ZodArray) return kindOf(schema.element);
  if (schema instanceof z.ZodUnion) return schema.options.map(kindOf).find((kind) => kind !== 'word') ?? 'word';
  if (schema instanceof z.ZodLiteral) return typeof [...schema.values][0] === 'number' ? 'number' : 'word';
  if (schema instanceof z.ZodPipe) return 'time';
  return schema instanceof z.ZodNumber || schema instanceof z.ZodTuple ? 'number' : 'word';
}

/** What a schema takes: its bounds, or its words. */
export function wordsOf(schema: Schema): string {
  if (schema instanceof z.ZodArray) return `any of ${wordsOf(schema.element)}`;
  if (schema instanceof z.ZodUnion) return schema.options.map(wordsOf).join(' or ');
  if (schema instanceof z.ZodPipe) return wordsOf(schema.out);
  const [issue] = z.safeParse(schema, null, { error: expectedWords }).error?.issues ?? [];
  const words = (issue?.message ?? '').replace(/^expected /, '');
  const [each] = schema instanceof z.ZodTuple ? schema.def.items : [];
  return each === undefined ? words : `${words}, each ${wordsOf(each)}`;
}

/** What an option is where nobody says; undefined where that is no more than that it is not asked for. */
export function defaultWords({ schema, default: value }: OptionRow): string | undefined {
  if (value === false) return undefined;
  if (!Array.isArray(value)) return String(value);
  const element = schema instanceof z.ZodArray ? schema.element : undefined;
  return element instanceof z.ZodEnum && element.options.length === value.length ? 'all' : value.join(' ');
}
