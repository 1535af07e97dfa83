import * as z from 'zod';
import { objectKeySchema, personNameSchema } from './object-keys.ts';

export const maxIdentities = 16;

/** A photo of a face in the source lies where photos lie: `persons/<anybody>/<file>`, in the source's bucket. */
const targetPhotoSchema = objectKeySchema.refine((key) => /^persons\/[^/]+\/./.test(key), {
  error: "expected a photo's key under persons/<name>/",
});

/**
 * Which target face an identity is for. `photo`: whoever is in it. `index` counts from 0, left to right, in the first
 * frame that has faces. `timeS`, `x`, `y`: the face at that point of the picture as a player shows it, in pixels, of
 * the frame on the screen then. `all`: every face that no other identity is for.
 */
const identityTargetSchema = targetsBy(
  targetPhotoSchema,
  'expected "all", {photo: <key under persons/>}, {index: 0..99} or {timeS, x, y}',
);

/** The same where photos have other names. @param error what was expected, for the message */
export function targetsBy(photo: z.ZodType<string>, error: string) {
  const place = z.strictObject({ timeS: z.number().min(0), x: z.number().min(0), y: z.number().min(0) });
  const index = z.strictObject({ index: z.int().min(0).max(99) });
  return z.union([z.literal('all'), z.strictObject({ photo }), index, place], { error });
}

export const identitySchema = z.strictObject({
  target: identityTargetSchema,
  source: z.union([z.literal('keep'), z.literal('blur'), z.strictObject({ person: personNameSchema })], {
    error: 'expected "keep", "blur" or {person: <name>}',
  }),
});
export type Identity = z.infer<typeof identitySchema>;

/** An identity map: who becomes whom. A face that no identity is for stays as it is. */
export const identitiesSchema = z.array(identitySchema).max(maxIdentities);
