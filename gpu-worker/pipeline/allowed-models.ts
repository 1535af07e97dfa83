import { stricterUse, type UseOrAny } from '../../contract/use.ts';
import { enforceLicences } from '../models/licence.ts';
import type { NeededModel } from '../models/needed-models.ts';
import type { TaskTools } from './made-result.ts';

/**
 * The models of a task, if their licences permit what its result is for: the stricter of the task's and the fleet's
 * word. Asked before any file is fetched.
 * @throws LICENCE_REFUSED (permanent)
 */
export async function allowedModels(
  needed: readonly NeededModel[],
  asked: UseOrAny | undefined,
  { models, use: fleet = 'any' }: Pick<TaskTools, 'models' | 'use'>,
): Promise<readonly NeededModel[]> {
  const use = stricterUse(asked ?? 'any', fleet);
  const licences = new Map<string, string>();
  for (const { name } of needed) licences.set(name, await models.licenceOf(name));
  const names = needed.map(({ name }) => name);
  enforceLicences(use, names, (name) => licences.get(name));
  return needed;
}
