import { normalisations } from '../models/model-facts.ts';
import { rowsOf } from '../models/role.ts';
import { screenRole } from './content-screen.ts';

const shared = { release: 'models-3.3.0', precision: 'fp32', needs: [] } as const;
const { unit, centred, clip } = normalisations;

/** The three models that vote on content. */
export const screens = rowsOf(screenRole, [
  {
    ...shared,
    name: 'nsfw_1',
    vendor: 'EraX',
    licence: 'Apache-2.0',
    year: 2024,
    size: 640,
    normalisation: unit,
  },
  {
    ...shared,
    name: 'nsfw_2',
    vendor: 'Marqo',
    licence: 'Apache-2.0',
    year: 2024,
    size: 384,
    normalisation: centred,
  },
  {
    ...shared,
    name: 'nsfw_3',
    vendor: 'Freepik',
    licence: 'MIT',
    year: 2025,
    size: 448,
    normalisation: clip,
  },
]);
