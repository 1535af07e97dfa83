import { Option } from '@commander-js/extra-typings';
import * as z from 'zod';
import { expectedWords } from '../../../contract/expected-words.ts';
import { inWords } from '../../../contract/near-names.ts';
import type { NamedModel, OptionRow } from '../../../contract/options/option.ts';
import { optionRows, optionSubjects, type TaskOptions, taskOptionsSchema } from '../../../contract/options/options.ts';
import { issueText, valueAt } from '../../../contract/parse.ts';
import { namesOfRole } from '../../../gpu-worker/catalog/catalog.ts';
import { UsageError } from '../exit-codes.ts';
import { flagOf } from '../flag-of.ts';
import { defaultWords, kindOf, takesList, wordsOf } from '../words/option-words.ts';
import { checkModelNames } from './check-model-names.ts';

/** Models beyond these would hide the other flags; `docs/options.md` has them all. */
const mostModels = 6;

function modelText({ role, words }: NamedModel): string {
  const known = namesOfRole(role);
  return known.length > mostModels ? inWords([...known.slice(0, 4), '…', ...words]) : inWords(known);
}

function flagFor(name: string, row: OptionRow, title: string): Option {
  const { help, model, schema, typed = schema } = row;
  // A default that only JSON can say would be told for nothing.
  const fallback = typed.safeParse(row.default).success ? ` (default: ${defaultWords(row)})` : '';
  const flag =
    schema instanceof z.ZodBoolean
      ? new Option(flagOf(name), help)
      : new Option(
          `${flagOf(name)} <${model === undefined ? kindOf(schema) : 'model'}${takesList(schema) ? 's...' : ''}>`,
          `${help}; ${model === undefined ? wordsOf(typed) : modelText(model)}${fallback}`,
        );
  return flag.helpGroup(`${title}:`);
}

/** Every option of a task as a flag, by subjects. Names are commander's: `--mask-blur` is `maskBlur`. */
export const pictureFlags: readonly Option[] = optionSubjects.flatMap(({ title, rows }) =>
  Object.entries(rows).map(([name, row]) => flagFor(name, row, title)),
);

/** Those of these options. */
export const flagsOf = (rows: Readonly<Record<string, OptionRow>>): readonly Option[] =>
  pictureFlags.filter((flag) => Object.hasOwn(rows, flag.attributeName()));

/** A number; any other text as it was typed, so that the message can repeat it. */
function typed(text: unknown): unknown {
  const value = Number(text);
  return typeof text !== 'string' || text.trim() === '' || Number.isNaN(value) ? text : value;
}

/** What was typed, as the option takes it. A list of one is that one where a single value is taken too. */
function taken(schema: z.ZodType, value: unknown): unknown {
  const read = kindOf(schema) === 'number' ? typed : (text: unknown) => text;
  if (!Array.isArray(value)) return read(value);
  return value.length === 1 && schema instanceof z.ZodUnion ? read(value[0]) : value.map(read);
}

/**
 * The options that were given by {@link pictureFlags}.
 * @param all everything that was given, by commander's names
 * @throws UsageError that names every flag with what was given and what was expected, or an unknown model and the near
 *   ones
 */
export function pictureOptions(all: Readonly<Record<string, unknown>>): TaskOptions {
  checkModelNames(all);
  const wanted = Object.entries(optionRows).flatMap(([name, row]: [string, OptionRow]) => {
    const value = all[name];
    return value === undefined ? [] : [{ name, value: taken(row.schema, value), schema: row.typed ?? row.schema }];
  });
  const problems = wanted.flatMap(({ name, value, schema }) => {
    const issues = schema.safeParse(value, { error: expectedWords }).error?.issues ?? [];
    return issues.map((issue) => {
      const part = valueAt(value, issue.path);
      const text = issueText(issue, schema, (Array.isArray(part) ? part.join(' ') : String(part)) || 'nothing');
      return `${flagOf(name)}: ${text}${text.endsWith('?') ? '' : '.'}`;
    });
  });
  if (problems.length > 0) throw new UsageError([...new Set(problems)].join('\n'));
  return taskOptionsSchema.parse(Object.fromEntries(wanted.map(({ name, value }) => [name, value])));
}
