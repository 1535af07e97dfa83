import {
  arcface,
  type Normalisation,
  normalisations,
  type PublishedModel,
  square,
} from '../../models/published-model.ts';

const shared = { purpose: 'swapper', release: 'models-3.0.0', precision: 'fp32', needs: [arcface] } as const;
const insightFace = { ...shared, vendor: 'InsightFace', licence: 'Non-Commercial', year: 2023 } as const;
/**
 * FaceFusion's face_swapper/core.py (forward_convert_embedding) at commit 02806610 feeds `input` and takes the first
 * output; 3.8.1 is another commit.
 */
const byConverter = {
  runs: true,
  unverified:
    'Contract not verified: that its crossface converter takes "input" was read in another version of FaceFusion.',
} as const;

/** Swappers, each followed by the converter that turns ArcFace's embedding into its own, where it has one. */
export const swapping: readonly PublishedModel[] = [
  { ...inswapper('inswapper_128'), precision: 'fp32' },
  { ...inswapper('inswapper_128_fp16'), precision: 'fp16' },
  hyperswap('hyperswap_1a_256'),
  hyperswap('hyperswap_1b_256'),
  hyperswap('hyperswap_1c_256'),
  ghost('ghost_1_256'),
  ghost('ghost_2_256'),
  ghost('ghost_3_256'),
  converter('crossface_ghost', 'ai-forever', 'Apache-2.0', 2022),
  simswap('simswap_256', 256, normalisations.imageNet),
  simswap('simswap_unofficial_512', 512, normalisations.unit),
  converter('crossface_simswap', 'neuralchen', 'Non-Commercial', 2020),
  {
    ...shared,
    name: 'hififace_unofficial_256',
    release: 'models-3.1.0',
    vendor: 'GuijiAI',
    licence: 'Unknown',
    year: 2021,
    size: square(256),
    template: 'mtcnn_512',
    normalisation: normalisations.centred,
    output: '-1..1',
    identity: 'unit',
    needs: [arcface, 'crossface_hififace'],
    ...byConverter,
  },
  converter('crossface_hififace', 'GuijiAI', 'Unknown', 2021),
  {
    ...shared,
    name: 'blendswap_256',
    vendor: 'mapooon',
    licence: 'Non-Commercial',
    year: 2023,
    size: square(256),
    template: 'ffhq_512',
    normalisation: normalisations.unit,
    output: '0..1',
    identity: 'picture',
    sourcePicture: { template: 'arcface_112_v2', size: 112, normalisation: normalisations.unit },
    runs: true,
  },
  {
    ...shared,
    name: 'uniface_256',
    vendor: 'xc-csc101',
    licence: 'Unknown',
    year: 2022,
    size: square(256),
    template: 'ffhq_512',
    normalisation: normalisations.centred,
    output: '-1..1',
    identity: 'picture',
    sourcePicture: { template: 'ffhq_512', size: 256, normalisation: normalisations.unit },
    runs: true,
  },
];

function inswapper(name: string) {
  return {
    ...insightFace,
    name,
    size: square(128),
    template: 'arcface_128',
    normalisation: normalisations.unit,
    output: '0..1',
    identity: 'mapped',
    needs: [arcface],
    runs: true,
  } as const;
}

function hyperswap(name: string): PublishedModel {
  return {
    ...shared,
    name,
    release: 'models-3.3.0',
    vendor: 'FaceFusion',
    licence: 'ResearchRAIL',
    year: 2025,
    size: square(256),
    template: 'arcface_128',
    normalisation: normalisations.centred,
    output: '-1..1',
    identity: 'unit',
    precision: 'fp16',
    needs: [arcface],
    runs: true,
  };
}

/**
 * That the target's embedding is mixed in as it is, not with length 1, was read in `balance_source_embedding` of
 * face_swapper/core.py at commit 416902d0, lines 699–710; 3.8.1 is another commit.
 */
function ghost(name: string): PublishedModel {
  return {
    ...shared,
    name,
    vendor: 'ai-forever',
    licence: 'Apache-2.0',
    year: 2022,
    size: square(256),
    template: 'arcface_112_v1',
    normalisation: normalisations.centred,
    output: '-1..1',
    identity: 'raw',
    needs: [arcface, 'crossface_ghost'],
    ...byConverter,
  };
}

function simswap(name: string, side: number, normalisation: Normalisation): PublishedModel {
  return {
    ...shared,
    name,
    vendor: 'neuralchen',
    licence: 'Non-Commercial',
    year: 2020,
    size: square(side),
    template: 'arcface_112_v1',
    normalisation,
    output: '0..1',
    identity: 'unit',
    needs: [arcface, 'crossface_simswap'],
    ...byConverter,
  };
}

function converter(name: string, vendor: string, licence: string, year: number): PublishedModel {
  return {
    name,
    purpose: 'embedding-converter',
    release: 'models-3.4.0',
    vendor,
    licence,
    year,
    precision: 'fp32',
    needs: [arcface],
    ...byConverter,
  };
}
