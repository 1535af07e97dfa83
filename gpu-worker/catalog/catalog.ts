import type { OptionRow } from '../../contract/options/option.ts';
import { optionRows } from '../../contract/options/options.ts';
import { classifiers, detectors, estimators, landmarkers, recognizers } from '../finding/finding-faces.ts';
import { occluders, parsers } from '../masks/masking.ts';
import { screens } from '../screening/screens.ts';
import { modelsOfProcessors } from './processors.ts';

const rows = [
  ...detectors,
  ...landmarkers,
  ...estimators,
  ...recognizers,
  ...classifiers,
  ...modelsOfProcessors,
  ...occluders,
  ...parsers,
  ...screens,
];

export type CatalogModel = (typeof rows)[number];

/**
 * Every model file that FaceFusion 3.8.1 (commit 33cc6b40) lists for finding, knowing, masking, swapping and restoring
 * faces, enlarging and colouring frames and screening content; all run here. Facts read from its code; names are unique.
 * One folder serves FaceFusion and Faceline.
 */
export const catalog: readonly CatalogModel[] = rows;

/** The row of a model, whatever its role. */
export const modelNamed = (name: string): CatalogModel | undefined => catalog.find((row) => row.name === name);

/** What may be asked for in a role: its models, and the words that its option takes in their place. */
export const namesOfRole = (role: string): string[] => {
  const { model } = Object.values<OptionRow>(optionRows).find((row) => row.model?.role === role) ?? {};
  const names = catalog.filter((row) => row.role === role).map(({ name }) => name);
  return [...new Set([...names, ...(model?.words ?? [])])];
};
