import { stricterUse, type UseOrAny } from '../../../contract/use.ts';
import { enforceLicences } from './licence.ts';

/** Who is asked, and what the fleet's results are for. Absent: anything. */
interface Fleet {
  readonly models: { licenceOf(name: string): Promise<string> };
  readonly use?: UseOrAny;
}

/**
 * The models of a task, if their licences permit what its result is for: the stricter of the task's and the fleet's
 * word. Asked before any file is fetched.
 * @throws LICENCE_REFUSED (permanent)
 */
export async function allowedModels<Model extends { readonly name: string }>(
  needed: readonly Model[],
  asked: UseOrAny | undefined,
  { models, use: fleet = 'any' }: Fleet,
): Promise<readonly Model[]> {
  const use = stricterUse(asked ?? 'any', fleet);
  const licences = new Map<string, string>();
  for (const { name } of needed) licences.set(name, await models.licenceOf(name));
  const names = needed.map(({ name }) => name);
  enforceLicences(use, names, (name) => licences.get(name));
  return needed;
}
