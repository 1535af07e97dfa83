import { stricterUse, type UseOrAny } from '../../contract/use.ts';
import { enforceLicences } from '../models/licences/licence.ts';
import type { NeededModel } from '../models/role.ts';
import { catalog } from './catalog.ts';

/** Who is asked, and what the fleet's results are for. Absent: anything. */
interface Fleet {
  readonly models: { licenceOf(model: NeededModel): Promise<string> };
  readonly use?: UseOrAny;
}

/**
 * The models of a task, if their licences permit what its result is for: the stricter of the task's and the fleet's
 * word. Asked before any file is fetched.
 * @throws LICENCE_REFUSED (permanent)
 */
export async function allowedModels(
  needed: readonly NeededModel[],
  asked: UseOrAny | undefined,
  { models, use: fleet = 'any' }: Fleet,
): Promise<readonly NeededModel[]> {
  const use = stricterUse(asked ?? 'any', fleet);
  const licences = new Map<string, string>();
  for (const model of needed) licences.set(model.name, await models.licenceOf(model));
  const names = needed.map(({ name }) => name);
  enforceLicences(catalog, use, names, (name) => licences.get(name));
  return needed;
}
