import * as z from 'zod';
import { type CompleteOptions, faceOrders, genders, oldestAge } from './task-options.ts';

const ageSchema = z
  .strictObject({ from: z.int().min(0).max(oldestAge), to: z.int().min(0).max(oldestAge) })
  .refine(({ from, to }) => from < to, { error: 'expected ages with from less than to' });

/** Which faces of a source are worked on, beyond what an identity map says. */
export const faceSelectorFields = {
  faces: z.enum(['many', 'one']),
  /** Of the faces of a frame, as a player shows it. Absent: large to small. */
  order: z.enum(faceOrders).optional(),
  /** What a classifier has to see in a face. Absent: every face. */
  select: z
    .strictObject({
      gender: z.enum(genders).optional(),
      /** Years, from the first to before the second: an age class that shares one with them fits. */
      age: ageSchema.optional(),
    })
    .refine(({ gender, age }) => gender !== undefined || age !== undefined, { error: 'expected gender or age' })
    .optional(),
};

const selectorSchema = z.strictObject(faceSelectorFields);
export type FaceSelector = z.infer<typeof selectorSchema>;

/** What complete options say of the faces. What is not asked for is left out, so that ids of tasks stay what they were. */
export function faceSelectorFor(options: CompleteOptions): FaceSelector {
  const { faces, faceOrder, selectGender, selectAgeFrom: from, selectAgeTo: to } = options;
  const gender = selectGender === 'any' ? {} : { gender: selectGender };
  const age = from === 0 && to === oldestAge ? {} : { age: { from, to } };
  const select = { ...gender, ...age };
  return {
    faces,
    ...(faceOrder === 'large-small' ? {} : { order: faceOrder }),
    ...(Object.keys(select).length === 0 ? {} : { select }),
  };
}

/** What is wrong with ages that nobody can have. */
export function ageProblem({ selectAgeFrom: from, selectAgeTo: to }: CompleteOptions): string | undefined {
  if (from < to) return undefined;
  return `The options select nobody: \`selectAgeFrom\` is ${from}, which has to be less than \`selectAgeTo\`, which is ${to}.`;
}
