import * as z from 'zod';

/** A step, or a reason: `lip-sync`. People are told it as it is, in terminals and e-mails. */
const nameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected a name of at most 32 small letters');
const mostNames = 32;

/** Values by names that no schema lists, so that a new step needs no line in it. */
export const byName = <Value extends z.ZodType>(value: Value) =>
  z
    .record(nameSchema, value)
    .refine((values) => Object.keys(values).length <= mostNames, `expected at most ${mostNames} names`);
