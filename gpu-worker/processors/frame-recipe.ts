import type { FaceTask } from '../../contract/face-task.ts';

/** What is done to every frame of a task. */
export interface FrameRecipe {
  readonly analysis: FaceTask['analysis'];
  readonly processors: FaceTask['processors'];
  /** Mean raw embedding [512] of the person whom all target faces become; absent without a swapper. */
  readonly identity?: Float32Array;
  /** Mean raw embedding [512] of each person whom an identity map names: what told faces may become. */
  readonly persons?: ReadonlyMap<string, Float32Array>;
  /** Of the same people, by name, where a swapper wants to see them; a single one is the `identity`. */
  readonly pictures?: ReadonlyMap<string, SourcePictures>;
}

/** A person's face as a swapper wants to see it, by the swapper's name: planes red, green, blue of 0..255. */
export type SourcePictures = Readonly<Record<string, Float32Array>>;
