import { existsSync } from 'node:fs';
import path from 'node:path';
import { type FacelineError, permanent } from '../../errors.ts';
import type { NeededModel } from '../role.ts';

/** Every needed model that has no file in a folder, in one error with the one command that fetches them. */
export function missingModels(
  folder: string,
  needed: readonly Pick<NeededModel, 'role' | 'name'>[],
): FacelineError | undefined {
  const missing = needed.filter(({ name }) => !existsSync(path.join(folder, `${name}.onnx`)));
  if (missing.length === 0) return undefined;
  const one = missing.length === 1;
  const told = missing.map(({ role, name }) => `${name} (${role})`).join(', ');
  const names = missing.map(({ name }) => name).join(' ');
  const place = /^[\w./\\:-]+$/.test(folder) ? folder : JSON.stringify(folder);
  return permanent(
    'MODEL_NOT_FOUND',
    `${one ? 'A model is' : `${missing.length} models are`} missing in ${folder}: ${told}. ` +
      `This fetches ${one ? 'it' : 'them'}: faceline models pull ${names} --folder ${place}`,
  );
}
