import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

/** What a processor's own option has to be, so that its step is asked for: what its preset says, or any model. */
export const valueThatAsks = ({
  off,
  preset,
}: {
  readonly off: unknown;
  readonly preset?: { readonly asks: unknown };
}) => preset?.asks ?? (off === 'none' ? 'any_model' : true);

const described = z.looseObject({
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).default([]),
  type: z.union([z.string(), z.array(z.string())]).default([]),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  anyOf: z.array(z.unknown()).default([]),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).default([]),
});

const sampleOf: Readonly<Record<string, readonly unknown[]>> = {
  boolean: [true, false],
  string: ['another_model'],
  number: [1],
};

/** Values that a JSON schema names, by words and bounds, the last first: defaults tend to stand first. */
function valuesOf(schema: unknown): unknown[] {
  const { const: only, enum: words, type, minimum, maximum, anyOf, items, prefixItems } = described.parse(schema);
  return [
    ...[type].flat().flatMap((each) => sampleOf[each] ?? []),
    ...[maximum, minimum, only, ...words.toReversed()].filter((value) => value !== undefined),
    ...anyOf.toReversed().flatMap(valuesOf),
    ...(prefixItems.length > 0 ? [prefixItems.map((item) => valuesOf(item)[0])] : []),
    ...(typeof items === 'object' ? valuesOf(items).map((item) => [item]) : []),
  ];
}

/** Another value that an option takes. */
export function otherValue(schema: z.ZodType, value: unknown): unknown {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  const other = valuesOf(json).find((each) => schema.safeParse(each).success && !isDeepStrictEqual(each, value));
  if (other === undefined) throw new RangeError(`No value but ${JSON.stringify(value)} fits ${JSON.stringify(json)}.`);
  return other;
}
