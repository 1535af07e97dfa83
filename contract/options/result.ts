import * as z from 'zod';
import { useSchema } from '../use.ts';
import { noVideo } from './idle.ts';
import { option } from './option.ts';

/** What is made of the frames. */
export const resultOptions = {
  use: option(useSchema, 'any', 'what the result is for; models that do not permit it are refused'),
  crf: option(z.int().min(0).max(51), 16, "x264's constant rate factor; 0 is lossless", { idle: noVideo }),
  encoderPreset: option(
    z.enum(['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow', 'slower', 'veryslow']),
    'veryfast',
    "x264's speed (a preset is a bundle of options)",
    { idle: noVideo },
  ),
};
