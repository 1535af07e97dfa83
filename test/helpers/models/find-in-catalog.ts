import { catalog } from '../../../gpu-worker/catalog/catalog.ts';
import type { ModelRow, OpenModel, Role } from '../../../gpu-worker/models/role.ts';

/** The row of a model of a role; undefined when there is none. */
export function findInCatalog<Name extends string, Facts>(
  { name: role }: Role<Name, Facts, OpenModel>,
  name: string,
): ModelRow<Name, Facts> | undefined {
  const all: readonly ModelRow[] = catalog;
  return all.find((row): row is ModelRow<Name, Facts> => row.role === role && row.name === name);
}
