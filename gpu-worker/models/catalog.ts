import type { FaceTemplate } from '../face/templates.ts';
import {
  colouriserKinds,
  convertedKinds,
  detectorKinds,
  embeddingKinds,
  imageKinds,
  type ModelKind,
  type Normalisation,
  type PublishedModel,
} from './catalog/published-model.ts';
import { publishedModels } from './catalog/published-models.ts';
import type { ConvertedSwapperFacts } from './converted-swapper.ts';
import type { ImageSwapperFacts } from './image-swapper.ts';

interface ModelFacts {
  /** The file's name without `.onnx`. */
  readonly name: string;
  /** As FaceFusion 3.8.1 states it; not verified at the publisher. */
  readonly licence: string;
  /** Other models without which this one is of no use, by name. */
  readonly needs: readonly string[];
  /** What of it nobody checked against the file itself. */
  readonly unverified?: string;
}

export interface DetectorFacts {
  readonly kind: (typeof detectorKinds)[number];
  /** Side of the square canvas, pixels. */
  readonly size: number;
  readonly normalisation: Normalisation;
}

export interface RecognizerFacts {
  readonly template: FaceTemplate;
  readonly size: number;
}

export interface ClassifierFacts {
  readonly template: FaceTemplate;
  readonly size: number;
  readonly normalisation: Normalisation;
}

export interface SwapperFacts {
  readonly kind: (typeof embeddingKinds)[number];
  readonly template: FaceTemplate;
  readonly size: number;
}

export interface EnhancerFacts {
  readonly template: FaceTemplate;
  readonly size: number;
}

/** A model that is shown a whole picture of one size: what it wants is in its row. */
export interface PictureFacts {
  readonly size: number;
  readonly normalisation: Normalisation;
}

export interface UpscalerFacts {
  /** Side of a tile and FaceFusion's two paddings, pixels. */
  readonly tile: readonly [number, number, number];
  readonly scale: number;
}

export interface ColouriserFacts {
  readonly kind: (typeof colouriserKinds)[number];
  readonly normalisation: Normalisation;
}

type SwapperModel =
  | (SwapperFacts & { readonly by: 'embedding' })
  | (ConvertedSwapperFacts & { readonly by: 'converted embedding' })
  | (ImageSwapperFacts & { readonly by: 'picture' });

/** A model that Faceline runs, with what its code needs to know of it. */
export type CatalogModel = ModelFacts &
  (
    | (DetectorFacts & { readonly role: 'detector' })
    | (RecognizerFacts & { readonly role: 'recognizer' })
    | (ClassifierFacts & { readonly role: 'classifier' })
    | (SwapperModel & { readonly role: 'swapper' })
    | { readonly role: 'embedding-converter' }
    | (EnhancerFacts & { readonly role: 'enhancer' })
    | { readonly role: 'landmarker' }
    | (PictureFacts & { readonly role: 'occluder' | 'parser' | 'screen' })
    | (UpscalerFacts & { readonly role: 'upscaler' })
    | (ColouriserFacts & { readonly role: 'colouriser' })
  );

/** Every model Faceline can run, from the rows of the published ones. One folder serves FaceFusion and Faceline. */
export const catalog: readonly CatalogModel[] = publishedModels.filter(({ runs }) => runs).map(factsOf);

function factsOf(row: PublishedModel): CatalogModel {
  const { name, licence, needs, unverified } = row;
  const shared = { name, licence, needs, ...(unverified === undefined ? {} : { unverified }) };
  switch (row.purpose) {
    case 'detector':
      return { ...shared, role: row.purpose, kind: oneOf(detectorKinds, row), ...pictureFacts(row) };
    case 'recognizer':
    case 'enhancer':
      return { ...shared, role: row.purpose, template: templateOf(row), size: sizeOf(row) };
    case 'classifier':
      return { ...shared, role: row.purpose, template: templateOf(row), ...pictureFacts(row) };
    case 'swapper':
      return { ...shared, role: row.purpose, ...swapperFacts(row) };
    case 'embedding-converter':
    case 'landmarker':
      return { ...shared, role: row.purpose };
    case 'masker':
      return { ...shared, role: row.name.startsWith('xseg') ? 'occluder' : 'parser', ...pictureFacts(row) };
    case 'content-screen':
      return { ...shared, role: 'screen', ...pictureFacts(row) };
    case 'frame-enhancer':
      return { ...shared, role: 'upscaler', ...upscalerFacts(row) };
    case 'frame-colouriser':
      return { ...shared, role: 'colouriser', kind: oneOf(colouriserKinds, row), normalisation: normalisationOf(row) };
    default:
      throw new Error(`${name} is said to run, but this version runs no ${row.purpose}.`);
  }
}

function swapperFacts(row: PublishedModel): SwapperModel {
  const aligned = { template: templateOf(row), size: sizeOf(row) };
  if (embeddingKinds.some((kind) => kind === row.kind)) {
    return { by: 'embedding', kind: oneOf(embeddingKinds, row), ...aligned };
  }
  const normalisation = normalisationOf(row);
  if (imageKinds.some((kind) => kind === row.kind)) {
    return { by: 'picture', kind: oneOf(imageKinds, row), ...aligned, normalisation };
  }
  return { by: 'converted embedding', kind: oneOf(convertedKinds, row), ...aligned, normalisation };
}

function pictureFacts(row: PublishedModel): PictureFacts {
  return { size: sizeOf(row), normalisation: normalisationOf(row) };
}

function upscalerFacts({ name, tile, scale }: PublishedModel): UpscalerFacts {
  if (tile === undefined || scale === undefined) throw new Error(`${name} needs tile and scale in its row.`);
  return { tile, scale };
}

function normalisationOf({ name, normalisation }: PublishedModel): Normalisation {
  if (normalisation === undefined) throw new Error(`${name} needs a normalisation in its row.`);
  return normalisation;
}

function oneOf<Kind extends ModelKind>(kinds: readonly Kind[], { name, kind }: PublishedModel): Kind {
  const found = kinds.find((each) => each === kind);
  if (found === undefined) throw new Error(`${name} needs a kind in its row: ${kinds.join(', ')}.`);
  return found;
}

function sizeOf({ name, size }: PublishedModel): number {
  if (size === undefined) throw new Error(`${name} needs a size in its row.`);
  return size[0];
}

function templateOf({ name, template }: PublishedModel): FaceTemplate {
  if (template === undefined) throw new Error(`${name} needs a template in its row.`);
  return template;
}

/** The one recognizer whose embeddings the swappers understand. */
export const recognizerName = 'arcface_w600k_r50';

/** The one classifier: it guesses gender and age. */
export const classifierName = 'fairface';

/** Estimates 68 points from a detector's five. */
export const estimatorName = 'fan_68_5';

/** Named as a detector: several of them at once. */
export const manyDetectors = 'many';

/**
 * The models behind a detector's name. `many` is FaceFusion's set: it fetches YuNet for it too, but never runs it
 * (`collect_model_downloads` and `detect_faces` in face_detector.py, lines 135 and 154 to 183 at commit 01c305fa; 3.8.1
 * is another commit).
 */
export const detectorsOf = (name: string): readonly string[] =>
  name === manyDetectors ? ['retinaface_10g', 'scrfd_2.5g', 'yoloface_8n'] : [name];

/** The row of a model; undefined when Faceline does not run it in this role. */
export function findInCatalog(role: string, name: string): CatalogModel | undefined {
  return catalog.find((model) => model.role === role && model.name === name);
}

/** What a model of the catalogue is for. Throws RangeError for a name that is not in it. */
export function roleOfModel(name: string): CatalogModel['role'] {
  const row = catalog.find((model) => model.name === name);
  if (row === undefined) throw new RangeError(`No model "${name}" runs here, though another one needs it.`);
  return row.role;
}

/** What could be asked for instead. */
export const namesOfRole = (role: string): string[] => [
  ...catalog.filter((model) => model.role === role).map(({ name }) => name),
  ...(role === 'detector' ? [manyDetectors] : []),
];
