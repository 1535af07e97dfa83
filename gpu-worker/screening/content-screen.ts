import type { ModelFile } from '../models/model-contract.ts';
import type { PictureFacts } from '../models/model-facts.ts';
import { openPictureModel } from '../models/picture-model.ts';
import { defineRole } from '../models/role.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import { letterbox } from '../pixels/letterbox.ts';

interface ScreenKind {
  readonly outputs: readonly (number | 'any')[];
  /** What the model thinks of a frame; it objects above `most`. */
  readonly score: (output: Float32Array, rows: number) => number;
  readonly most: number;
}

/** How each model's numbers are read (docs/model-contracts.md §8). */
const kinds: Readonly<Record<string, ScreenKind>> = {
  nsfw_1: { outputs: [1, 'any', 'any'], score: highestClass, most: 0.2 },
  nsfw_2: { outputs: [1, 2], score: ([unsafe = 0, safe = 0]) => unsafe - safe, most: 0.25 },
  nsfw_3: { outputs: [1, 4], score: ([a = 0, b = 0, c = 0, d = 0]) => c + d - (a + b), most: 10.5 },
};

/** Boxes take the first four rows; the classes' scores follow, of every box. */
function highestClass(output: Float32Array, rows: number): number {
  const columns = output.length / rows;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 4 * columns; i < output.length; i += 1) if (!(output[i]! <= highest)) highest = output[i]!;
  return highest;
}

interface ContentScreen {
  /** Whether this model objects to a frame. Numbers that are not finite count as an objection. */
  objects(frame: FramePixels, layout: FrameLayout): Promise<boolean>;
  close(): Promise<void>;
}

/** Loads one of the models that vote on content. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openContentScreen(
  facts: PictureFacts & { readonly name: string },
  ...from: ModelFile
): Promise<ContentScreen> {
  const { name, size } = facts;
  const kind = kinds[name];
  if (kind === undefined) throw new RangeError(`${name} is no content screen.`);
  const model = await openPictureModel(facts, { outputs: [{ dims: kind.outputs }] }, from);
  return {
    async objects(frame, layout) {
      letterbox(frame, layout, size, model.planes);
      const [output] = await model.run();
      // A screen that says nothing must not wave a frame through.
      return output === undefined || !(kind.score(output, model.shapeOf(0)[1] ?? 0) <= kind.most);
    },
    close: model.close,
  };
}

export const screenRole = defineRole('screen', openContentScreen, { section: '§8' });

/** How many objections refuse a frame. */
export const objectionsToFlag = 2;
