import type { FrameOutcome } from '../frames/frame-engine-types.ts';
import type { FrameObserver } from '../frames/stream-frames.ts';
import { boxArea, type PixelBox } from '../pixels/geometry.ts';

/** One frame as it came and as it left, in the layout of its segment. */
interface Moment {
  readonly index: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Faces that were changed, in stored pixels of `before`. */
  readonly faces: readonly PixelBox[];
}

const candidatesPerMoment = 4;

/**
 * Keeps a few telling frames of a video for the poster and the before/after picture: of each part of the video, the
 * candidate with the largest changed face, else one that was changed at all. Only candidates are copied, so memory does
 * not grow with length.
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
      const faces = changedFaces(outcome);
      const score = faces.length > 0 ? Math.max(...faces.map(boxArea)) : Number(Buffer.compare(original, frame) !== 0);
      const current = best.get(part);
      if (current !== undefined && current.score >= score) return;
      best.set(part, { moment: { index, before: original, after: new Uint8Array(frame), faces }, score });
    },
    /** In order of time. A moment in which nothing was changed only when there is no other. */
    moments() {
      const found = [...best.values()].sort((a, b) => a.moment.index - b.moment.index);
      const changed = found.filter(({ score }) => score > 0);
      return (changed.length > 0 ? changed : found.slice(0, 1)).map(({ moment }) => moment);
    },
  };
}

/** Boxes of the faces that a step worked on. */
export const changedFaces = ({ faces }: FrameOutcome): PixelBox[] =>
  faces.filter(({ applied }) => applied.length > 0).map(({ box }) => box);
