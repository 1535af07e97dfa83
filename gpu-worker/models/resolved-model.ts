export type ModelRole =
  | 'detector'
  | 'landmarker'
  | 'recognizer'
  | 'classifier'
  | 'swapper'
  | 'embedding-converter'
  | 'enhancer'
  | 'occluder'
  | 'parser'
  | 'upscaler'
  | 'colouriser'
  | 'screen';

/** A model file, found and checked, ready to be loaded by every frame worker. */
export interface ResolvedModel {
  readonly role: ModelRole;
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly licence: string;
  /** What a user must know of it: no hash beside it, a demo model. */
  readonly note?: string;
}
