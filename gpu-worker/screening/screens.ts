import { normalisations } from '../models/model-facts.ts';
import { published, rowsOf } from '../models/role.ts';
import { screenRole } from './content-screen.ts';

const release = 'models-3.3.0';
const { unit, centred, clip } = normalisations;

/** The three models that vote on content. */
export const screens = rowsOf(screenRole, [
  { ...published('nsfw_1', 'EraX', 'Apache-2.0', 2024), release, size: 640, normalisation: unit },
  { ...published('nsfw_2', 'Marqo', 'Apache-2.0', 2024), release, size: 384, normalisation: centred },
  { ...published('nsfw_3', 'Freepik', 'MIT', 2025), release, size: 448, normalisation: clip },
]);
