import * as z from 'zod';
import { noVideo } from './idle.ts';
import { option } from './option.ts';

const framesSchema = z.int().min(0).max(15);

/** Faces over frames. */
export const trackingOptions = {
  tracks: option(
    z.boolean(),
    false,
    'join faces over frames and fill short gaps, in a second pass; a map does so anyway',
  ),
  smoothing: option(
    framesSchema,
    0,
    'frames on each side over which points of faces are smoothed; more than 0 tracks',
    {
      idle: noVideo,
    },
  ),
};
