import * as z from 'zod';
import { option } from './option.ts';

/** In which order faces are worked on, and which of them is the one. FaceFusion's names. */
const faceOrders = [
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
const oldestAge = 100;
const ageSchema = z.int().min(0).max(oldestAge);

/** Which faces are worked on. */
export const choosingOptions = {
  faces: option(z.enum(['many', 'one']), 'many', 'target faces of a frame: all, or the first in their order'),
  faceOrder: option(z.enum(faceOrders), 'large-small', "order of a frame's faces, as a player shows it"),
  selectGender: option(z.enum(['any', ...genders]), 'any', 'only faces that a classifier takes for this gender'),
  selectAgeFrom: option(ageSchema, 0, 'only faces whose age class, as a classifier sees it, shares a year with this …'),
  selectAgeTo: option(ageSchema, oldestAge, '… to before this one'),
};
