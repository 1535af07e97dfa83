import * as z from 'zod';
import { noVideo } from './idle.ts';
import { option } from './option.ts';

/** Faces over frames. */
export const trackingOptions = {
  tracks: option(
    z.boolean(),
    false,
    'join faces over frames and fill short gaps; takes a second pass (an identity map does so anyway)',
  ),
  smoothing: option(
    z.int().min(0).max(15),
    0,
    'smooth the points of tracked faces over so many frames on each side; more than 0 tracks',
    { placeholder: 'frames', idle: noVideo },
  ),
};
