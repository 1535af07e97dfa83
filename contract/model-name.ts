import * as z from 'zod';

/** A model's name: its file's name without `.onnx`, so never a path. */
export const modelNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, 'expected a model name such as inswapper_128')
  .refine((name) => !name.includes('..'), 'a model name has no ".."');
