import * as z from 'zod';
import { useSchema } from '../use.ts';
import { noVideo } from './idle.ts';
import { option } from './option.ts';

/** What is made of the frames. */
export const resultOptions = {
  use: option({
    schema: useSchema,
    default: 'any',
    help: 'what the result is for; models that do not permit it are refused',
    placeholder: 'use',
  }),
  crf: option({
    schema: z.int().min(0).max(51),
    default: 16,
    help: "x264's constant rate factor; 0 is lossless",
    idle: noVideo,
  }),
  encoderPreset: option({
    schema: z.enum(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow']),
    default: 'veryfast',
    help: "x264's speed (a preset is a bundle of options)",
    placeholder: 'name',
    idle: noVideo,
  }),
};
