import type { Step } from '../../contract/processors/processors.ts';
import type { TargetFace } from '../faces/face-stages.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import type { ModelRow, OpenModel, RoleOf } from '../models/role.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import type { FrameRecipe } from './frame-recipe.ts';

/** The step of one name. */
export type StepOf<Name extends Step['name']> = Extract<Step, { readonly name: Name }>;

/** Milliseconds of one frame in its frame worker. `inferenceMs` is the part spent inside the models. */
export interface FrameTimings {
  readonly detectMs: number;
  /** Of every step that does something, by its name, without what it pasted; of `blur` all of it. */
  readonly steps: Readonly<Record<string, number>>;
  readonly pasteMs: number;
  readonly inferenceMs: number;
}

/** Milliseconds of one frame, to be added to. */
export type WorkTimings = { -readonly [Name in keyof FrameTimings]: FrameTimings[Name] } & {
  steps: Record<string, number>;
};

/** A frame and the faces on it that are worked on. */
export interface FaceWork {
  readonly frame: FramePixels;
  readonly timings: WorkTimings;
}

/** A processor that changes faces, one after another, in place. */
export interface FaceStep {
  /** What it has to know of the faces before any pixel of the frame changes. */
  look?(work: FaceWork, faces: readonly TargetFace[]): Promise<void>;
  /** Changes one selected face, and writes down on it what was done or why not. */
  change(work: FaceWork, face: TargetFace): Promise<void>;
}

/** A processor that changes whole frames. It may give them another layout. */
interface FrameStep {
  /**
   * Changes one frame.
   * @param memory holds the frame in `layout`, and afterwards in the output layout; large enough for both
   * @returns false when the model gave no usable numbers and the pixels are the source's
   */
  change(memory: Uint8Array, layout: FrameLayout): Promise<boolean>;
}

/** A processor that only draws on what the others made. */
interface MarkStep {
  /**
   * @param frame a stored frame
   * @param faces all of them, with what was done to each, also those that were left alone
   */
  draw(frame: Uint8Array, layout: FrameLayout, faces: readonly TargetFace[]): void;
}

/** A step made ready: what is the same in all frames is worked out. */
export interface ReadyStep {
  readonly face?: FaceStep;
  readonly frame?: FrameStep;
  readonly marks?: MarkStep;
}

/** A processor: what is done here for steps of its name. Its words on the wire and its facts are in the contract. */
export interface Processor<Name extends Step['name']> {
  readonly name: Name;
  /** Of the model that its steps name; absent where they name none. */
  readonly modelRole?: RoleOf<OpenModel>;
  /** The catalogue's rows of all that only it runs. Absent: it runs none. */
  readonly models?: readonly ModelRow[];
  /** What became of frames for which that model gave no usable numbers. Absent: they stayed as they were. */
  readonly withoutNumbers?: string;
  /**
   * Makes a step ready. Throws MODEL_NOT_FOUND when a model was not loaded, MODEL_CONTRACT when its file does not do
   * what the step asks for, INTERNAL without an identity where one is given.
   */
  ready(step: StepOf<Name>, models: FaceModels, recipe: FrameRecipe): ReadyStep;
  /** How many times wider and higher frames leave a step. Absent: as large as they came. */
  enlarges?(step: StepOf<Name>): number;
  /** Refuses a step that does not fit its model. Throws TASK_INVALID. */
  check?(step: StepOf<Name>): void;
}
