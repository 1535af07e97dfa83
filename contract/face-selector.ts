import * as z from 'zod';
import { choosingOptions, genders } from './options/choosing.ts';
import type { ValuesOf } from './options/option.ts';

const { faces, faceOrder, selectAgeFrom, selectAgeTo } = choosingOptions;
type Choice = ValuesOf<typeof choosingOptions>;

const ageSchema = z
  .strictObject({ from: selectAgeFrom.schema, to: selectAgeTo.schema })
  .refine(({ from, to }) => from < to, { error: 'expected ages with from less than to' });

/** Which faces of a source are worked on, beyond what an identity map says. */
export const faceSelectorFields = {
  faces: faces.schema,
  /** Of the faces of a frame, as a player shows it. Absent: large to small. */
  order: faceOrder.schema.optional(),
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
type FaceSelector = z.infer<typeof selectorSchema>;

/** What options say of the faces. What is not asked for is left out, so that ids of tasks stay what they were. */
export function faceSelectorFor(options: Choice): FaceSelector {
  const { selectGender, selectAgeFrom: from, selectAgeTo: to } = options;
  const gender = selectGender === 'any' ? {} : { gender: selectGender };
  const age = from === selectAgeFrom.default && to === selectAgeTo.default ? {} : { age: { from, to } };
  const select = { ...gender, ...age };
  return {
    faces: options.faces,
    ...(options.faceOrder === faceOrder.default ? {} : { order: options.faceOrder }),
    ...(Object.keys(select).length === 0 ? {} : { select }),
  };
}

/** What is wrong with ages that nobody can have. */
export function ageProblem({ selectAgeFrom: from, selectAgeTo: to }: Choice): string | undefined {
  if (from < to) return undefined;
  return `The options select nobody: \`selectAgeFrom\` is ${from}, which has to be less than \`selectAgeTo\`, which is ${to}.`;
}
