import path from 'node:path';
import * as z from 'zod';
import { modelNameSchema } from '../../../contract/model-name.ts';
import { parseJsonWith } from '../../../contract/parse.ts';
import { permanent } from '../../errors.ts';
import { writeDurably } from '../../files/durable-files.ts';
import { readIfThere } from './model-file.ts';
import { oneAtATime } from './one-at-a-time.ts';

export const modelPinSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits'),
  sizeBytes: z.int().positive(),
});

const lockSchema = z.strictObject({ version: z.literal(1), models: z.record(modelNameSchema, modelPinSchema) });

/** What a model was when it was first pulled. */
export type ModelPin = z.infer<typeof modelPinSchema>;
type ModelsLock = z.infer<typeof lockSchema>;

/** Lies in the models folder; worth to be kept under version control, like any lockfile. */
export const modelsLockName = 'models.lock.json';

/** Beside the models and their lock: what is not for readers. */
export const pullFolderName = '.pull';

export const lockFileIn = (folder: string): string => path.join(folder, modelsLockName);

/** The lock; an empty one when there is no file. Throws MODEL_CORRUPT when it is no lock. */
export async function readModelsLock(file: string): Promise<ModelsLock> {
  const text = await readIfThere(file);
  if (text === undefined) return { version: 1, models: {} };
  const parsed = parseJsonWith(lockSchema, text, path.basename(file));
  if (parsed.ok) return parsed.value;
  throw permanent('MODEL_CORRUPT', `${file}: ${parsed.problem}. Restore it, or remove it to pin anew.`);
}

/** Adds or replaces one model's pin; several at once wait for each other, so that none is lost. */
export async function pinModel(file: string, name: string, pin: ModelPin): Promise<void> {
  const guard = path.join(path.dirname(file), pullFolderName, `${path.basename(file)}.guard`);
  await oneAtATime(guard, async () => {
    const { models } = await readModelsLock(file);
    const all = Object.entries({ ...models, [name]: pin }).sort(([a], [b]) => (a < b ? -1 : 1));
    await writeDurably(file, `${JSON.stringify({ version: 1, models: Object.fromEntries(all) }, null, 2)}\n`);
  });
}
