import * as z from 'zod';
import { either, noFaces, noVideo } from './idle.ts';
import { option } from './option.ts';

/** Faces over frames. */
export const trackingOptions = {
  tracks: option({
    schema: z.boolean(),
    default: false,
    help: 'join faces over frames and fill short gaps; takes a second pass (an identity map does so anyway)',
    idle: noFaces,
  }),
  smoothing: option({
    schema: z.int().min(0).max(15),
    default: 0,
    help: 'smooth the points of tracked faces over so many frames on each side; more than 0 tracks',
    placeholder: 'frames',
    idle: either(noFaces, noVideo),
  }),
};
