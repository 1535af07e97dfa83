import { normalisations, type PublishedModel, square } from '../models/published-model.ts';

/** Masks against pasting over hands and hair, and the three models that vote on content. */
export const maskingAndScreening: readonly PublishedModel[] = [
  occluder('xseg_1', 'models-3.1.0'),
  occluder('xseg_2', 'models-3.1.0'),
  occluder('xseg_3', 'models-3.2.0'),
  parser('bisenet_resnet_18', 'models-3.1.0'),
  parser('bisenet_resnet_34', 'models-3.0.0'),
  screen('nsfw_1', 'EraX', 'Apache-2.0', 2024, 640, normalisations.unit),
  screen('nsfw_2', 'Marqo', 'Apache-2.0', 2024, 384, normalisations.centred),
  screen('nsfw_3', 'Freepik', 'MIT', 2025, 448, normalisations.clip),
];

function occluder(name: string, release: string): PublishedModel {
  return {
    name,
    purpose: 'masker',
    kind: 'occluder',
    release,
    vendor: 'DeepFaceLab',
    licence: 'GPL-3.0',
    year: 2021,
    size: square(256),
    normalisation: normalisations.bgrUnitPixels,
    precision: 'fp32',
    needs: [],
    runs: true,
  };
}

/**
 * Which class is which region was read in facefusion/choices.py at commit 416902d0, lines 30–42, and how they are used
 * in `create_region_mask` of facefusion/face_masker.py at commit 4d34a92f; 3.8.1 is another commit.
 */
function parser(name: string, release: string): PublishedModel {
  return {
    name,
    purpose: 'masker',
    kind: 'parser',
    release,
    vendor: 'yakhyo',
    licence: 'MIT',
    year: 2024,
    size: square(512),
    normalisation: normalisations.imageNet,
    precision: 'fp32',
    needs: [],
    runs: true,
  };
}

function screen(
  name: string,
  vendor: string,
  licence: string,
  year: number,
  side: number,
  normalisation: PublishedModel['normalisation'],
): PublishedModel {
  return {
    name,
    purpose: 'content-screen',
    release: 'models-3.3.0',
    vendor,
    licence,
    year,
    size: square(side),
    normalisation,
    precision: 'fp32',
    needs: [],
    runs: true,
  };
}
