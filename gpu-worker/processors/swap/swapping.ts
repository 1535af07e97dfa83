import { recognizerName } from '../../finding/recognizer.ts';
import type { FaceModelFacts } from '../../models/face-model.ts';
import { type Normalisation, normalisations } from '../../models/model-facts.ts';
import { published, rowsOf } from '../../models/role.ts';
import { embeddingConverterRole } from './embedding-converter.ts';
import { swapperRole } from './swapper.ts';

const { unit, centred, imageNet } = normalisations;
/**
 * FaceFusion's face_swapper/core.py (forward_convert_embedding) at commit 02806610 feeds `input` and takes the first
 * output; 3.8.1 is another commit.
 */
const unverified =
  'Contract not verified: that its crossface converter takes "input" was read in another version of FaceFusion.';

/** What every swapper is shown and answers: an aligned face. */
const face = (
  size: number,
  template: FaceModelFacts['template'],
  normalisation: Normalisation,
  output: FaceModelFacts['output'],
): FaceModelFacts => ({ size, template, normalisation, output });

export const swappers = rowsOf(swapperRole, [
  inswapper('inswapper_128'),
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
    ...published('hififace_unofficial_256', 'GuijiAI', 'Unknown', 2021),
    release: 'models-3.1.0',
    ...face(256, 'mtcnn_512', centred, '-1..1'),
    identity: 'unit',
    needs: [recognizerName, 'crossface_hififace'],
    unverified,
  },
  {
    ...published('blendswap_256', 'mapooon', 'Non-Commercial', 2023),
    ...face(256, 'ffhq_512', unit, '0..1'),
    identity: 'picture',
    sourcePicture: { template: 'arcface_112_v2', size: 112, normalisation: unit },
    needs: [recognizerName],
  },
  {
    ...published('uniface_256', 'xc-csc101', 'Unknown', 2022),
    ...face(256, 'ffhq_512', centred, '-1..1'),
    identity: 'picture',
    sourcePicture: { template: 'ffhq_512', size: 256, normalisation: unit },
    needs: [recognizerName],
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
    ...published(name, 'InsightFace', 'Non-Commercial', 2023),
    ...face(128, 'arcface_128', unit, '0..1'),
    identity: 'mapped',
    needs: [recognizerName],
  } as const;
}

function hyperswap(name: string) {
  return {
    ...published(name, 'FaceFusion', 'ResearchRAIL', 2025),
    release: 'models-3.3.0',
    precision: 'fp16',
    ...face(256, 'arcface_128', centred, '-1..1'),
    identity: 'unit',
    needs: [recognizerName],
  } as const;
}

/**
 * That the target's embedding is mixed in as it is, not with length 1, was read in `balance_source_embedding` of
 * face_swapper/core.py at commit 416902d0, lines 699–710; 3.8.1 is another commit.
 */
function ghost(name: string) {
  return {
    ...published(name, 'ai-forever', 'Apache-2.0', 2022),
    ...face(256, 'arcface_112_v1', centred, '-1..1'),
    identity: 'raw',
    needs: [recognizerName, 'crossface_ghost'],
    unverified,
  } as const;
}

function simswap(name: string, size: number, normalisation: Normalisation) {
  return {
    ...published(name, 'neuralchen', 'Non-Commercial', 2020),
    ...face(size, 'arcface_112_v1', normalisation, '0..1'),
    identity: 'unit',
    needs: [recognizerName, 'crossface_simswap'],
    unverified,
  } as const;
}

function converter(name: string, vendor: string, licence: string, year: number) {
  const facts = { release: 'models-3.4.0', needs: [recognizerName], unverified };
  return { ...published(name, vendor, licence, year), ...facts };
}
