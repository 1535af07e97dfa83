import { permanent } from '../errors.ts';
import type { DetectedFace } from '../faces/detected-face.ts';
import { type ModelFile, openModel } from '../models/model-contract.ts';
import type { PictureFacts } from '../models/model-facts.ts';
import { pictureInput } from '../models/picture-input.ts';
import { defineRole } from '../models/role.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import type { FrameView } from '../pixels/frame-view.ts';
import { canvasToStored } from './canvas-to-stored.ts';
import type { DetectorFormat } from './detector-anchors.ts';
import { scrfdFormat } from './scrfd.ts';
import { yolofaceFormat } from './yoloface.ts';
import { yunetFormat } from './yunet.ts';

/** One detector model. */
export interface Detector {
  /**
   * All that it takes for a face in one view of a frame, overlapping ones too, in stored frame pixels; undefined when
   * the model gave numbers that are not finite.
   * @param leastScore 0..1
   */
  look(
    frame: FramePixels,
    layout: FrameLayout,
    leastScore: number,
    view: FrameView,
  ): Promise<DetectedFace[] | undefined>;
  close(): Promise<void>;
}

const formats = { yunet: yunetFormat, scrfd: scrfdFormat, yoloface: yolofaceFormat } as const;

interface DetectorFacts extends PictureFacts {
  readonly kind: keyof typeof formats;
}

/** Loads a face detector (docs/model-contracts.md §1). Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
async function openDetector(facts: DetectorFacts, ...from: ModelFile): Promise<Detector> {
  const { kind, size, normalisation } = facts;
  const format = formats[kind](size);
  const session = await openModel(format.contract, ...from);
  const picture = pictureInput(size, normalisation, 'BGR');
  const canvas = picture.planes;
  const feeds = { input: picture.tensor };
  let covered = '';
  return {
    async look(frame, layout, leastScore, view) {
      const coverage = `${layout.width} ${layout.height} ${view.rotation} ${view.margin.join(' ')}`;
      // What is written over has to be black again beside the picture each time.
      if (coverage !== covered || !picture.plain) canvas.fill(0);
      covered = coverage;
      const shrunk = frame.shrinkUpright(canvas, size, view);
      picture.feed();
      const outputs = await session.run(feeds);
      checkLengths(outputs, format, from[0]);
      // A picture of one colour may well give the same number throughout.
      if (!outputs.every(allFinite)) return undefined;
      return format.decode(outputs, size, leastScore).map((face) => canvasToStored(face, shrunk, layout, view));
    },
    close: () => session.close(),
  };
}

export const detectorRole = defineRole('detector', openDetector, { section: '§1' });

function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i += 1) if (!Number.isFinite(values[i])) return false;
  return true;
}

function checkLengths(outputs: readonly Float32Array[], { lengths }: DetectorFormat, path: string): void {
  const bad = outputs.findIndex((values, i) => values.length !== lengths[i]);
  if (bad < 0) return;
  throw permanent(
    'MODEL_CONTRACT',
    `${path}: output ${bad} has ${outputs[bad]!.length} values; those of its grid would be ${lengths[bad]}.`,
  );
}
