import type { FaceTemplate } from '../faces/templates.ts';
import {
  colouriserKinds,
  detectorKinds,
  type IdentityForm,
  type ModelKind,
  maskerKinds,
  type Normalisation,
  type OutputRange,
  type PublishedModel,
  type SourcePicture,
} from '../models/published-model.ts';
import { publishedModels } from './published-models.ts';

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

/** A model that is shown a square picture: how large, and how it is brought to the model's numbers. */
export interface PictureFacts {
  readonly size: number;
  readonly normalisation: Normalisation;
}

export interface DetectorFacts extends PictureFacts {
  readonly kind: (typeof detectorKinds)[number];
}

/** A model that is shown aligned faces. */
export interface AlignedFacts extends PictureFacts {
  readonly template: FaceTemplate;
}

export interface EnhancerFacts extends AlignedFacts {
  readonly output: OutputRange;
}

export interface SwapperFacts extends EnhancerFacts {
  readonly identity: IdentityForm;
  /** Of those whose identity is a picture. */
  readonly sourcePicture?: SourcePicture;
}

export interface LandmarkerFacts {
  /** Absent: it makes its points of five others, without looking at the picture. */
  readonly picture?: PictureFacts;
}

export interface UpscalerFacts {
  /** Side of a tile and FaceFusion's two paddings, pixels. */
  readonly tile: readonly [number, number, number];
  readonly scale: number;
  readonly normalisation: Normalisation;
  readonly output: OutputRange;
}

export interface ColouriserFacts {
  readonly kind: (typeof colouriserKinds)[number];
  readonly normalisation: Normalisation;
}

/** A model that Faceline runs, with what its code needs to know of it. */
export type CatalogModel = ModelFacts &
  (
    | (DetectorFacts & { readonly role: 'detector' })
    | (AlignedFacts & { readonly role: 'recognizer' | 'classifier' })
    | (SwapperFacts & { readonly role: 'swapper' })
    | { readonly role: 'embedding-converter' }
    | (EnhancerFacts & { readonly role: 'enhancer' })
    | (LandmarkerFacts & { readonly role: 'landmarker' })
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
    case 'classifier':
      return { ...shared, role: row.purpose, ...alignedFacts(row) };
    case 'enhancer':
      return { ...shared, role: row.purpose, ...alignedFacts(row), output: outputOf(row) };
    case 'swapper':
      return { ...shared, role: row.purpose, ...swapperFacts(row) };
    case 'embedding-converter':
      return { ...shared, role: row.purpose };
    case 'landmarker':
      return { ...shared, role: row.purpose, ...(row.size === undefined ? {} : { picture: pictureFacts(row) }) };
    case 'masker':
      return { ...shared, role: oneOf(maskerKinds, row), ...pictureFacts(row) };
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

function swapperFacts(row: PublishedModel): SwapperFacts {
  const { name, identity, sourcePicture } = row;
  if (identity === undefined || (identity === 'picture') !== (sourcePicture !== undefined)) {
    throw new Error(`${name} needs an identity in its row, and a source picture where that is one.`);
  }
  return {
    ...alignedFacts(row),
    output: outputOf(row),
    identity,
    ...(sourcePicture === undefined ? {} : { sourcePicture }),
  };
}

function alignedFacts(row: PublishedModel): AlignedFacts {
  return { template: templateOf(row), ...pictureFacts(row) };
}

function pictureFacts(row: PublishedModel): PictureFacts {
  return { size: sizeOf(row), normalisation: normalisationOf(row) };
}

function upscalerFacts(row: PublishedModel): UpscalerFacts {
  const { name, tile, scale } = row;
  if (tile === undefined || scale === undefined) throw new Error(`${name} needs tile and scale in its row.`);
  return { tile, scale, normalisation: normalisationOf(row), output: outputOf(row) };
}

function outputOf({ name, output }: PublishedModel): OutputRange {
  if (output === undefined) throw new Error(`${name} needs an output range in its row.`);
  return output;
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
