import type { FaceTemplate } from '../face/templates.ts';

interface ModelFacts {
  /** The file's name without `.onnx`. */
  readonly name: string;
  /** As FaceFusion 3.8.1 states it; not verified at the publisher. */
  readonly licence: string;
}

export interface DetectorFacts extends ModelFacts {
  readonly role: 'detector';
  readonly kind: 'yunet' | 'scrfd';
  /** Side of the square canvas, pixels. */
  readonly size: number;
}

export interface RecognizerFacts extends ModelFacts {
  readonly role: 'recognizer';
  readonly template: FaceTemplate;
  readonly size: number;
}

export interface SwapperFacts extends ModelFacts {
  readonly role: 'swapper';
  readonly kind: 'inswapper' | 'hyperswap';
  readonly template: FaceTemplate;
  readonly size: number;
}

export interface EnhancerFacts extends ModelFacts {
  readonly role: 'enhancer';
  readonly template: FaceTemplate;
  readonly size: number;
}

export type CatalogModel = DetectorFacts | RecognizerFacts | SwapperFacts | EnhancerFacts;

/** Every model Faceline can run. FaceFusion's file names, so that one folder serves both programs. */
export const catalog: readonly CatalogModel[] = [
  { role: 'detector', name: 'yunet_2023_mar', kind: 'yunet', size: 640, licence: 'MIT' },
  { role: 'detector', name: 'scrfd_2.5g', kind: 'scrfd', size: 640, licence: 'Non-Commercial' },
  {
    role: 'recognizer',
    name: 'arcface_w600k_r50',
    template: 'arcface_112_v2',
    size: 112,
    licence: 'Non-Commercial',
  },
  swapper('inswapper_128', 'inswapper', 128, 'Non-Commercial'),
  swapper('inswapper_128_fp16', 'inswapper', 128, 'Non-Commercial'),
  swapper('hyperswap_1a_256', 'hyperswap', 256, 'ResearchRAIL'),
  swapper('hyperswap_1b_256', 'hyperswap', 256, 'ResearchRAIL'),
  swapper('hyperswap_1c_256', 'hyperswap', 256, 'ResearchRAIL'),
  enhancer('gfpgan_1.2', 'ffhq_512', 512, 'Apache-2.0'),
  enhancer('gfpgan_1.3', 'ffhq_512', 512, 'Apache-2.0'),
  enhancer('gfpgan_1.4', 'ffhq_512', 512, 'Apache-2.0'),
  enhancer('codeformer', 'ffhq_512', 512, 'S-Lab-1.0'),
  enhancer('restoreformer_plus_plus', 'ffhq_512', 512, 'Apache-2.0'),
  enhancer('gpen_bfr_256', 'arcface_128', 256, 'Non-Commercial'),
  enhancer('gpen_bfr_512', 'ffhq_512', 512, 'Non-Commercial'),
  enhancer('gpen_bfr_1024', 'ffhq_512', 1024, 'Non-Commercial'),
  enhancer('gpen_bfr_2048', 'ffhq_512', 2048, 'Non-Commercial'),
];

function swapper(name: string, kind: SwapperFacts['kind'], size: number, licence: string): SwapperFacts {
  return { role: 'swapper', name, kind, template: 'arcface_128', size, licence };
}

function enhancer(name: string, template: FaceTemplate, size: number, licence: string): EnhancerFacts {
  return { role: 'enhancer', name, template, size, licence };
}

/** The one recognizer whose embeddings the swappers understand. */
export const recognizerName = 'arcface_w600k_r50';

/** The row of a model; undefined when Faceline does not know it in this role. */
export function findInCatalog(role: string, name: string): CatalogModel | undefined {
  return catalog.find((model) => model.role === role && model.name === name);
}

/** What could be asked for instead. */
export const namesOfRole = (role: string): string[] =>
  catalog.filter((model) => model.role === role).map(({ name }) => name);
