import type { Result } from '../../contract/report.ts';
import type { FaceOutcome, FrameOutcome, FrameWork } from '../frames/frame-engine-types.ts';

/** Milliseconds summed over frames, and faces counted, while frames pass. */
export interface FaceCount {
  add(outcome: FrameOutcome): void;
  readonly frames: number;
  faces(): Result['faces'];
  /** Frames for which a model made nothing usable, by the work. */
  readonly unusable: ReadonlyMap<FrameWork, number>;
  /** Faces that one step changed and a later one could not. */
  readonly unfinished: number;
  seconds(): {
    detectS: number;
    swapS: number;
    enhanceS: number;
    pasteS: number;
    inferenceS: number;
    colouriseS?: number;
    upscaleS?: number;
  };
}

/** Under which number of the report a face stands to which this was done. */
const countedAs = { swap: 'swapped', enhance: 'enhanced', blur: 'blurred' } as const satisfies Readonly<
  Record<FaceOutcome['applied'][number], keyof Result['faces']>
>;

export function countFaces(): FaceCount {
  let frames = 0;
  let framesWithFaces = 0;
  const faces = { found: 0, swapped: 0, enhanced: 0, blurred: 0 };
  const skipped: Record<string, number> = {};
  const ms = { detect: 0, swap: 0, enhance: 0, paste: 0, inference: 0, colourise: 0, upscale: 0 };
  const unusable = new Map<FrameWork, number>();
  let unfinished = 0;
  return {
    get frames() {
      return frames;
    },
    unusable,
    get unfinished() {
      return unfinished;
    },
    add(outcome) {
      frames += 1;
      for (const work of outcome.unusable ?? []) unusable.set(work, (unusable.get(work) ?? 0) + 1);
      if (outcome.faces.length > 0) framesWithFaces += 1;
      faces.found += outcome.faces.length;
      for (const face of outcome.faces) {
        for (const done of new Set(face.applied)) faces[countedAs[done]] += 1;
        if (face.skipped === undefined) continue;
        if (face.applied.length > 0) unfinished += 1;
        else skipped[face.skipped] = (skipped[face.skipped] ?? 0) + 1;
      }
      ms.detect += outcome.timings.detectMs;
      ms.swap += outcome.timings.swapMs;
      ms.enhance += outcome.timings.enhanceMs;
      ms.paste += outcome.timings.pasteMs;
      ms.inference += outcome.timings.inferenceMs;
      ms.colourise += outcome.timings.colouriseMs ?? 0;
      ms.upscale += outcome.timings.upscaleMs ?? 0;
    },
    faces: () => {
      const { blurred, ...counts } = faces;
      return { ...counts, ...(blurred > 0 ? { blurred } : {}), framesWithFaces, skipped: { ...skipped } };
    },
    seconds: () => ({
      detectS: ms.detect / 1000,
      swapS: ms.swap / 1000,
      enhanceS: ms.enhance / 1000,
      pasteS: ms.paste / 1000,
      inferenceS: ms.inference / 1000,
      ...(ms.colourise > 0 ? { colouriseS: ms.colourise / 1000 } : {}),
      ...(ms.upscale > 0 ? { upscaleS: ms.upscale / 1000 } : {}),
    }),
  };
}
