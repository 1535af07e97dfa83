import type { FrameLayout } from '../pixels/frame-layout.ts';

const blocksAcross = 4;
const bins = 16;
/** Samples a block, 32 x 32: enough for a share, and no cost beside decoding. */
const samplesAcross = 32;

/** A block that is all one tone in both frames (the bars of a letterbox) says nothing about a cut. */
const uniformShare = 0.97;

/** Difference from which two frames show different pictures. Measured, see docs/adr on tracks. */
const cutDifference = 0.3;

/** Frames on each side that must all differ: a photographer's flash is over sooner, and the picture comes back. */
const cutWindowFrames = 5;

/**
 * What a frame looks like, coarsely: for each of 4 x 4 blocks the histogram of luma (of green for RGB) in 16 bins,
 * each histogram summing to 1.
 * @param pixels one frame as `layout` says
 * @returns 256 numbers
 */
export function frameHistogram(pixels: Uint8Array, layout: FrameLayout): number[] {
  const { width, height } = layout;
  const [offset, step] = layout.pixels === 'rgb24' ? [1, 3] : [0, 1];
  const histogram = new Array<number>(blocksAcross * blocksAcross * bins).fill(0);
  const across = blocksAcross * samplesAcross;
  for (let row = 0; row < across; row += 1) {
    const line = Math.floor(((row + 0.5) * height) / across) * width;
    const blockRow = Math.floor(row / samplesAcross) * blocksAcross;
    for (let column = 0; column < across; column += 1) {
      const x = Math.floor(((column + 0.5) * width) / across);
      const sample = pixels[offset + (line + x) * step] ?? 0;
      const block = blockRow + Math.floor(column / samplesAcross);
      histogram[block * bins + (sample >> 4)]! += 1 / samplesAcross ** 2;
    }
  }
  return histogram;
}

/**
 * Share of the samples that sit in another bin, 0 (same tones in the same places) to 1, over the blocks that are not
 * plain in both frames. Both are {@link frameHistogram}'s.
 */
function pictureDifference(before: ArrayLike<number>, after: ArrayLike<number>): number {
  if (before.length !== after.length) {
    throw new RangeError(`Histograms of ${before.length} and ${after.length} numbers do not compare.`);
  }
  let sum = 0;
  let blocks = 0;
  for (let from = 0; from < before.length; from += bins) {
    let moved = 0;
    let plain = false;
    for (let bin = from; bin < from + bins; bin += 1) {
      const [a, b] = [before[bin] ?? 0, after[bin] ?? 0];
      moved += Math.abs(a - b) / 2;
      plain ||= a >= uniformShare && b >= uniformShare;
    }
    if (plain) continue;
    sum += moved;
    blocks += 1;
  }
  return blocks === 0 ? 0 : sum / blocks;
}

/** Whether two frames show different pictures. A flash of light does so too: see {@link foldPicture}. */
export function isCut(before: ArrayLike<number>, after: ArrayLike<number>): boolean {
  return pictureDifference(before, after) >= cutDifference;
}

/** What the search for cuts knows between two frames. Plain JSON. */
export interface CutState {
  readonly lastFrame: number;
  /** Histograms of the last frames, the newest last: at most twice the window. */
  readonly histograms: readonly (readonly number[])[];
  /** The first frame that is not decided yet. */
  readonly undecided: number;
}

export interface CutDecision {
  readonly frame: number;
  /** The picture was cut between the frame before and this one. */
  readonly cut: boolean;
}

interface CutStep {
  readonly state: CutState;
  /** In order, each frame once, {@link cutWindowFrames} - 1 frames after it was given. */
  readonly decided: readonly CutDecision[];
}

export function startCuts(firstFrame = 0): CutState {
  return { lastFrame: firstFrame - 1, histograms: [], undecided: firstFrame };
}

/**
 * Adds one frame's histogram to the search for cuts. Pure. A cut lies before a frame when every one of the frames up
 * to five before differs from every one of the five from it on: after a flash, or a short insert, the picture returns.
 */
export function foldPicture(state: CutState, histogram: readonly number[]): CutStep {
  const frame = state.lastFrame + 1;
  const histograms = [...state.histograms, histogram].slice(-2 * cutWindowFrames);
  const next = { lastFrame: frame, histograms, undecided: state.undecided };
  const ready = frame - cutWindowFrames + 1;
  return ready < state.undecided ? { state: next, decided: [] } : decide(next, ready);
}

/** Decides the last frames: the video is over. */
export function finishCuts(state: CutState): CutStep {
  return decide(state, state.lastFrame);
}

function decide(state: CutState, upTo: number): CutStep {
  const decided: CutDecision[] = [];
  for (let frame = state.undecided; frame <= upTo; frame += 1) {
    const at = frame - (state.lastFrame - state.histograms.length + 1);
    const before = state.histograms.slice(Math.max(0, at - cutWindowFrames), at);
    const after = state.histograms.slice(at, at + cutWindowFrames);
    const cut = before.length > 0 && before.every((old) => after.every((now) => isCut(old, now)));
    decided.push({ frame, cut });
  }
  return { state: { ...state, undecided: Math.max(state.undecided, upTo + 1) }, decided };
}
