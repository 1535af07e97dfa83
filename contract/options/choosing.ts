import * as z from 'zod';
import { noFaces } from './idle.ts';
import { option } from './option.ts';

/** In which order faces are worked on, and which of them is the one. FaceFusion's names. */
export const faceOrders = [
  'large-small',
  'small-large',
  'left-right',
  'right-left',
  'top-bottom',
  'bottom-top',
  'best-worst',
  'worst-best',
] as const;
/** What a face selector may ask for of a classifier. FaceFusion's names; race is none of them, on purpose. */
export const genders = ['female', 'male'] as const;
/** No face is told to be older than this, years. */
export const oldestAge = 100;
const ageSchema = z.int().min(0).max(oldestAge);

/** Which faces are worked on. */
export const choosingOptions = {
  faces: option({
    schema: z.enum(['many', 'one']),
    default: 'many',
    help: 'target faces of a frame: all, or the first in their order',
    placeholder: 'which',
    idle: noFaces,
  }),
  faceOrder: option({
    schema: z.enum(faceOrders),
    default: 'large-small',
    help: "order of a frame's faces, as a player shows it",
    placeholder: 'order',
    idle: noFaces,
  }),
  selectGender: option({
    schema: z.enum(['any', ...genders]),
    default: 'any',
    help: 'only faces that a classifier takes for this gender',
    placeholder: 'gender',
    idle: noFaces,
  }),
  selectAgeFrom: option({
    schema: ageSchema,
    default: 0,
    help: 'only faces whose age class, as a classifier sees it, shares a year with this one …',
    placeholder: 'years',
    idle: noFaces,
  }),
  selectAgeTo: option({
    schema: ageSchema,
    default: oldestAge,
    help: '… to before this one',
    placeholder: 'years',
    idle: noFaces,
  }),
};
