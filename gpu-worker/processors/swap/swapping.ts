import { recognizerName } from '../../finding/recognizer.ts';
import { type Normalisation, normalisations } from '../../models/model-facts.ts';
import { rowsOf } from '../../models/role.ts';
import { embeddingConverterRole } from './embedding-converter.ts';
import { swapperRole } from './swapper.ts';

const shared = { release: 'models-3.0.0', precision: 'fp32', needs: [recognizerName] } as const;
const { unit, centred, imageNet } = normalisations;
/**
 * FaceFusion's face_swapper/core.py (forward_convert_embedding) at commit 02806610 feeds `input` and takes the first
 * output; 3.8.1 is another commit.
 */
const unverified =
  'Contract not verified: that its crossface converter takes "input" was read in another version of FaceFusion.';

export const swappers = rowsOf(swapperRole, [
  { ...inswapper('inswapper_128'), precision: 'fp32' },
  { ...inswapper('inswapper_128_fp16'), precision: 'fp16' },
  hyperswap('hyperswap_1a_256'),
  hyperswap('hyperswap_1b_256'),
  hyperswap('hyperswap_1c_256'),
  ghost('ghost_1_256'),
  ghost('ghost_2_256'),
  ghost('ghost_3_256'),
  simswap('simswap_256', 256, imageNet),
  simswap('simswap_unofficial_512', 512, unit),
  {
    ...shared,
    name: 'hififace_unofficial_256',
    release: 'models-3.1.0',
    vendor: 'GuijiAI',
    licence: 'Unknown',
    year: 2021,
    size: 256,
    template: 'mtcnn_512',
    normalisation: centred,
    output: '-1..1',
    identity: 'unit',
    needs: [recognizerName, 'crossface_hififace'],
    unverified,
  },
  {
    ...shared,
    name: 'blendswap_256',
    vendor: 'mapooon',
    licence: 'Non-Commercial',
    year: 2023,
    size: 256,
    template: 'ffhq_512',
    normalisation: unit,
    output: '0..1',
    identity: 'picture',
    sourcePicture: { template: 'arcface_112_v2', size: 112, normalisation: unit },
  },
  {
    ...shared,
    name: 'uniface_256',
    vendor: 'xc-csc101',
    licence: 'Unknown',
    year: 2022,
    size: 256,
    template: 'ffhq_512',
    normalisation: centred,
    output: '-1..1',
    identity: 'picture',
    sourcePicture: { template: 'ffhq_512', size: 256, normalisation: unit },
  },
]);

/** What turns ArcFace's embedding into a swapper's own. */
export const embeddingConverters = rowsOf(embeddingConverterRole, [
  converter('crossface_ghost', 'ai-forever', 'Apache-2.0', 2022),
  converter('crossface_simswap', 'neuralchen', 'Non-Commercial', 2020),
  converter('crossface_hififace', 'GuijiAI', 'Unknown', 2021),
]);

function inswapper(name: string) {
  return {
    ...shared,
    name,
    vendor: 'InsightFace',
    licence: 'Non-Commercial',
    year: 2023,
    size: 128,
    template: 'arcface_128',
    normalisation: unit,
    output: '0..1',
    identity: 'mapped',
  } as const;
}

function hyperswap(name: string) {
  return {
    ...shared,
    name,
    release: 'models-3.3.0',
    vendor: 'FaceFusion',
    licence: 'ResearchRAIL',
    year: 2025,
    size: 256,
    template: 'arcface_128',
    normalisation: centred,
    output: '-1..1',
    identity: 'unit',
    precision: 'fp16',
  } as const;
}

/**
 * That the target's embedding is mixed in as it is, not with length 1, was read in `balance_source_embedding` of
 * face_swapper/core.py at commit 416902d0, lines 699–710; 3.8.1 is another commit.
 */
function ghost(name: string) {
  return {
    ...shared,
    name,
    vendor: 'ai-forever',
    licence: 'Apache-2.0',
    year: 2022,
    size: 256,
    template: 'arcface_112_v1',
    normalisation: centred,
    output: '-1..1',
    identity: 'raw',
    needs: [recognizerName, 'crossface_ghost'],
    unverified,
  } as const;
}

function simswap(name: string, size: number, normalisation: Normalisation) {
  return {
    ...shared,
    name,
    vendor: 'neuralchen',
    licence: 'Non-Commercial',
    year: 2020,
    size,
    template: 'arcface_112_v1',
    normalisation,
    output: '0..1',
    identity: 'unit',
    needs: [recognizerName, 'crossface_simswap'],
    unverified,
  } as const;
}

function converter(name: string, vendor: string, licence: string, year: number) {
  return { ...shared, name, release: 'models-3.4.0', vendor, licence, year, unverified } as const;
}
