import { smoothPoints } from './smooth-points.ts';
import type { TrackedFrame } from './track-types.ts';

/** Frames on their way through the smoothing. Plain JSON. */
interface SmoothState {
  readonly radius: number;
  /** The next frame to give out, up to `radius` frames before it, and those after it that came so far. */
  readonly held: readonly TrackedFrame[];
  /** Place of the next frame to give out. */
  readonly next: number;
}

interface SmoothStep {
  readonly state: SmoothState;
  readonly frames: readonly TrackedFrame[];
}

/** `smoothPoints` for frames that come one by one: the same points, `radius` frames later, in little memory. */
export function startSmoothing(radius: number): SmoothState {
  return { radius, held: [], next: 0 };
}

/** Adds the next frame. Gives out the one `radius` frames before it. */
export function foldSmoothing(state: SmoothState, frame: TrackedFrame): SmoothStep {
  const { radius } = state;
  if (radius === 0) return { state, frames: [frame] };
  const held = [...state.held, frame];
  if (held.length <= state.next + radius) return { state: { ...state, held }, frames: [] };
  const frames = smoothPoints(held, radius).slice(state.next, state.next + 1);
  const isFull = state.next === radius;
  return { state: { radius, held: isFull ? held.slice(1) : held, next: isFull ? radius : state.next + 1 }, frames };
}

/** Gives out what is left: the video is over. */
export function finishSmoothing(state: SmoothState): readonly TrackedFrame[] {
  return smoothPoints(state.held, state.radius).slice(state.next);
}
