import { stricterUse, type UseOrAny } from '../../../contract/use.ts';
import type { NeededModel } from '../../catalog/needed-models.ts';
import type { TaskTools } from '../../task/made-result.ts';
import { enforceLicences } from './licence.ts';

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
