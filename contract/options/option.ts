import * as z from 'zod';
import { modelNameSchema } from '../model-name.ts';
import type { WhyIdle } from './idle.ts';

/** Of an option that names a model: what that has to be for, and what may stand there instead of a name. */
export interface NamedModel {
  readonly role: string;
  readonly words: readonly string[];
}

/** One option of a task. From it come its parser, its default, its flag and its line in docs/options.md. */
export interface OptionRow<Schema extends z.ZodType = z.ZodType> {
  /** What it takes: bounds and words are told from it, and stand nowhere else. */
  readonly schema: Schema;
  /** What it is where nobody says. */
  readonly default: z.output<Schema>;
  /** What it is for, without its bounds, words and default. */
  readonly help: string;
  readonly model?: NamedModel;
  /** What a person may type as its flag, where that is less: a number that only means "not given" is left out. */
  readonly typed?: z.ZodType<z.output<Schema>>;
  /** Why it changes nothing beside the rest of a task, though its subject is not idle. */
  readonly idle?: WhyIdle;
}

export type OptionRows = Readonly<Record<string, OptionRow>>;
/** The values that these rows are about. */
export type ValuesOf<Rows extends OptionRows> = { -readonly [Name in keyof Rows]: Rows[Name]['default'] };

/** What each of these rows says in one column. */
export function columnOf<Rows extends OptionRows, Column extends 'schema' | 'default'>(
  rows: Rows,
  column: Column,
): { -readonly [Name in keyof Rows]: Rows[Name][Column] } {
  const entries: readonly (readonly unknown[])[] = Object.entries(rows).map(([name, row]) => [name, row[column]]);
  return Object.fromEntries(entries);
}

type Defined<Values> = { [Name in keyof Values]: Exclude<Values[Name], undefined> };

/** Without the fields that are there but undefined, which would blank out a default. */
export function defined<Values extends object>(values: Values): Defined<Values> {
  const entries: readonly (readonly unknown[])[] = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

type More<Schema extends z.ZodType> = Partial<Omit<OptionRow<Schema>, 'schema' | 'default' | 'help'>>;

export const option = <Schema extends z.ZodType>(
  schema: Schema,
  value: z.output<Schema>,
  help: string,
  more: More<Schema> = {},
): OptionRow<Schema> => ({ schema, default: value, help, ...more });

/** An option that names a model of this role; or one of the words. */
export function modelOption(
  role: string,
  words: readonly string[],
  name: string,
  help: string,
  more: More<z.ZodType<string>> = {},
) {
  const schema = words.length === 0 ? modelNameSchema : z.union([z.literal(words), modelNameSchema]);
  return option(schema, name, help, { ...more, model: { role, words } });
}

/** A share, 0..1. */
export const shareSchema = z.number().min(0).max(1);
export const percentSchema = z.number().min(0).max(100);
/** Per cent of each side: top, right, bottom, left. */
export const sidesSchema = z.tuple([percentSchema, percentSchema, percentSchema, percentSchema], {
  error: 'expected four numbers (top, right, bottom, left)',
});

/** A list of some of these values, each once. */
export const someOf = <Value extends z.ZodType>(value: Value, what: string) =>
  z
    .array(value)
    .min(1)
    .refine((values) => new Set(values).size === values.length, { error: `expected every ${what} once` });
