import type { OptionRow } from '../../contract/options/option.ts';
import { optionRows } from '../../contract/options/options.ts';
import { classifiers, detectors, estimators, landmarkers, recognizers } from '../finding/finding-faces.ts';
import { occluders, parsers } from '../masks/masking.ts';
import type { ModelRow, OpenModel, Role } from '../models/role.ts';
import { colourisers } from '../processors/colourise/colourising.ts';
import { enhancers } from '../processors/enhance/restoring.ts';
import { embeddingConverters, swappers } from '../processors/swap/swapping.ts';
import { upscalers } from '../processors/upscale/enlarging.ts';
import { screens } from '../screening/screens.ts';

const rows = [
  ...detectors,
  ...landmarkers,
  ...estimators,
  ...recognizers,
  ...classifiers,
  ...swappers,
  ...embeddingConverters,
  ...enhancers,
  ...occluders,
  ...parsers,
  ...screens,
  ...upscalers,
  ...colourisers,
];

export type CatalogModel = (typeof rows)[number];

/**
 * Every model file that FaceFusion 3.8.1 (commit 33cc6b40) lists for finding, knowing, masking, swapping and restoring
 * faces, enlarging and colouring frames and screening content; all run here. Facts read from its code; names are unique.
 * One folder serves FaceFusion and Faceline.
 */
export const catalog: readonly CatalogModel[] = rows;

/** The row of a model of a role; undefined when there is none. */
export function findInCatalog<Name extends string, Facts>(
  { name: role }: Role<Name, Facts, OpenModel>,
  name: string,
): ModelRow<Name, Facts> | undefined {
  const all: readonly ModelRow[] = catalog;
  return all.find((row): row is ModelRow<Name, Facts> => row.role === role && row.name === name);
}

/** The row of a model, whatever its role. */
export const modelNamed = (name: string): CatalogModel | undefined => catalog.find((row) => row.name === name);

/** What may be asked for in a role: its models, and the words that its option takes in their place. */
export const namesOfRole = (role: string): string[] => {
  const { model } = Object.values<OptionRow>(optionRows).find((row) => row.model?.role === role) ?? {};
  const names = catalog.filter((row) => row.role === role).map(({ name }) => name);
  return [...new Set([...names, ...(model?.words ?? [])])];
};
