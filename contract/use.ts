import * as z from 'zod';

/** What a task's or a fleet's results are for, the most demanding first. */
export const uses = ['commercial', 'non-commercial', 'research'] as const;
export type Use = (typeof uses)[number];

/** `any`: nobody said, so no model is refused. */
export const useSchema = z.enum([...uses, 'any']);
export type UseOrAny = z.infer<typeof useSchema>;

/** The one that refuses more models. */
export function stricterUse(a: UseOrAny, b: UseOrAny): UseOrAny {
  const order = useSchema.options;
  return order.indexOf(a) < order.indexOf(b) ? a : b;
}
