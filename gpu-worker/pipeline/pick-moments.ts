import type { FrameOutcome } from './frame-engine-types.ts';
import type { FrameObserver } from './process-segment.ts';

/** One frame as it came and as it left, in the layout of its segment. */
export interface Moment {
  readonly index: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const candidatesPerMoment = 4;

/**
 * Keeps a few telling frames of a video for the poster and the before/after picture: of each part of the video, the
 * candidate with the largest changed face. Only candidates are copied, so memory does not grow with length.
 * @param framesTotal as the container says; a wrong number only shifts the choice
 */
export function pickMoments(framesTotal: number, parts = 3): FrameObserver & { readonly moments: () => Moment[] } {
  const step = Math.max(1, Math.floor(framesTotal / (parts * candidatesPerMoment)));
  const partLength = Math.max(1, Math.ceil(framesTotal / parts));
  const before = new Map<number, Uint8Array>();
  const best = new Map<number, { readonly moment: Moment; readonly score: number }>();
  return {
    decoded(index, frame) {
      if (index % step === 0) before.set(index, new Uint8Array(frame));
    },
    finished(index, frame, outcome) {
      const original = before.get(index);
      if (original === undefined) return;
      before.delete(index);
      const part = Math.min(parts - 1, Math.floor(index / partLength));
      const score = largestChange(outcome);
      const current = best.get(part);
      if (current !== undefined && current.score >= score) return;
      best.set(part, { moment: { index, before: original, after: new Uint8Array(frame) }, score });
    },
    /** In order of time. Moments without a changed face only when there is no other. */
    moments() {
      const found = [...best.values()].sort((a, b) => a.moment.index - b.moment.index);
      const changed = found.filter(({ score }) => score > 0);
      return (changed.length > 0 ? changed : found.slice(0, 1)).map(({ moment }) => moment);
    },
  };
}

function largestChange(outcome: FrameOutcome): number {
  const areas = outcome.faces
    .filter((face) => face.applied.length > 0)
    .map(({ box }) => (box.x2 - box.x1) * (box.y2 - box.y1));
  return Math.max(0, ...areas);
}
