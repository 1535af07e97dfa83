import type { FaceTask } from '../../contract/face-task.ts';
import { changesFaces } from '../../contract/processors/processors.ts';
import type { Result, Timings } from '../../contract/report.ts';
import type { FrameOutcome, FrameWork } from '../frames/frame-engine-types.ts';

/** Milliseconds summed over frames, and faces counted, while frames pass. */
export interface FaceCount {
  add(outcome: FrameOutcome): void;
  readonly frames: number;
  faces(): Result['faces'];
  /** Frames for which a model made nothing usable, by the work. */
  readonly unusable: ReadonlyMap<FrameWork, number>;
  /** Faces that one step changed and a later one could not. */
  readonly unfinished: number;
  seconds(): Pick<Timings, 'detectS' | 'steps' | 'pasteS'> & { readonly inferenceS: number };
}

/** What a task may do to faces counts from nought: its steps, and the blur of its identity map. */
export function countFaces({ processors, identities }: Pick<FaceTask, 'processors' | 'identities'>): FaceCount {
  let frames = 0;
  let framesWithFaces = 0;
  let found = 0;
  const changed: Record<string, number> = {};
  for (const { name } of processors.filter(changesFaces)) changed[name] = 0;
  if (identities.some(({ source }) => source === 'blur')) changed.blur = 0;
  const skipped: Record<string, number> = {};
  const ms = { detect: 0, paste: 0, inference: 0 };
  const stepsMs: Record<string, number> = {};
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
      found += outcome.faces.length;
      for (const face of outcome.faces) {
        for (const done of new Set(face.applied)) add(changed, done, 1);
        if (face.skipped === undefined) continue;
        if (face.applied.length > 0) unfinished += 1;
        else add(skipped, face.skipped, 1);
      }
      const { detectMs, steps, pasteMs, inferenceMs } = outcome.timings;
      ms.detect += detectMs;
      ms.paste += pasteMs;
      ms.inference += inferenceMs;
      for (const [name, stepMs] of Object.entries(steps)) add(stepsMs, name, stepMs);
    },
    faces: () => ({ found, changed: { ...changed }, framesWithFaces, skipped: { ...skipped } }),
    seconds: () => ({
      detectS: ms.detect / 1000,
      steps: Object.fromEntries(Object.entries(stepsMs).map(([name, stepMs]) => [name, stepMs / 1000])),
      pasteS: ms.paste / 1000,
      inferenceS: ms.inference / 1000,
    }),
  };
}

function add(sums: Record<string, number>, name: string, amount: number): void {
  sums[name] = (sums[name] ?? 0) + amount;
}
