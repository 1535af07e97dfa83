import type { Result } from '../../contract/report.ts';
import type { FrameOutcome, WholeFrameStep } from './frame-engine-types.ts';

/** Milliseconds summed over frames, and faces counted, while frames pass. */
export interface FaceCount {
  add(outcome: FrameOutcome): void;
  readonly frames: number;
  faces(): Result['faces'];
  /** Frames of which a model on whole frames made nothing usable, by step. */
  readonly unusable: Readonly<Record<WholeFrameStep, number>>;
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

export function countFaces(): FaceCount {
  let frames = 0;
  let framesWithFaces = 0;
  const faces = { found: 0, swapped: 0, enhanced: 0, blurred: 0 };
  const skipped: Record<string, number> = {};
  const ms = { detect: 0, swap: 0, enhance: 0, paste: 0, inference: 0, colourise: 0, upscale: 0 };
  const unusable = { colourise: 0, upscale: 0 };
  return {
    get frames() {
      return frames;
    },
    get unusable() {
      return { ...unusable };
    },
    add(outcome) {
      frames += 1;
      for (const step of outcome.unusable ?? []) unusable[step] += 1;
      if (outcome.faces.length > 0) framesWithFaces += 1;
      faces.found += outcome.faces.length;
      for (const face of outcome.faces) {
        if (face.applied.includes('swap')) faces.swapped += 1;
        if (face.applied.includes('enhance')) faces.enhanced += 1;
        if (face.applied.includes('blur')) faces.blurred += 1;
        if (face.skipped !== undefined) skipped[face.skipped] = (skipped[face.skipped] ?? 0) + 1;
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
