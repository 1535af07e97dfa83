import type { FaceRecord } from '../faces/face-record.ts';
import { type CutDecision, type CutState, finishCuts, foldPicture, startCuts } from './picture-cut.ts';
import type { Track, TrackedFrame, TrackRules, TrackState } from './track-types.ts';
import { finishTracks, foldFrame, startTracks } from './tracks.ts';

/** What the analysis of a video knows between two frames. Plain JSON. */
export interface AnalysisState {
  readonly cuts: CutState;
  readonly tracks: TrackState;
  /** Faces of the frames of which it is not decided yet whether the picture was cut before them. */
  readonly undecided: readonly (readonly FaceRecord[])[];
}

export interface AnalysisStep {
  readonly state: AnalysisState;
  /** Frames that are complete now, in order, each once. */
  readonly settled: readonly TrackedFrame[];
  readonly ended: readonly Track[];
  /** Cuts found in this step. */
  readonly cuts: number;
  /** The frames that begin a new picture, in order. */
  readonly cutFrames: readonly number[];
}

export function startAnalysis(rules: Partial<TrackRules> = {}): AnalysisState {
  return { cuts: startCuts(), tracks: startTracks(rules), undecided: [] };
}

/**
 * Adds the next frame: the search for cuts, and behind it the tracks. Pure.
 * @param histogram `frameHistogram`'s
 */
export function foldAnalysis(
  state: AnalysisState,
  frame: { readonly faces: readonly FaceRecord[]; readonly histogram: readonly number[] },
): AnalysisStep {
  const { state: cuts, decided } = foldPicture(state.cuts, frame.histogram);
  return foldDecided({ ...state, cuts, undecided: [...state.undecided, frame.faces.map(asPlain)] }, decided);
}

/** Settles every frame and ends every track: the video is over. */
export function finishAnalysis(state: AnalysisState): AnalysisStep {
  const { state: cuts, decided } = finishCuts(state.cuts);
  const step = foldDecided({ ...state, cuts }, decided);
  const last = finishTracks(step.state.tracks);
  return {
    state: { ...step.state, tracks: last.state },
    settled: [...step.settled, ...last.settled],
    ended: [...step.ended, ...last.ended],
    cuts: step.cuts,
    cutFrames: step.cutFrames,
  };
}

function foldDecided(state: AnalysisState, decided: readonly CutDecision[]): AnalysisStep {
  const settled: TrackedFrame[] = [];
  const ended: Track[] = [];
  let { tracks } = state;
  for (const [at, { frame, cut }] of decided.entries()) {
    const step = foldFrame(tracks, { frame, cut, faces: state.undecided[at] ?? [] });
    tracks = step.state;
    settled.push(...step.settled);
    ended.push(...step.ended);
  }
  const undecided = state.undecided.slice(decided.length);
  const cutFrames = decided.flatMap(({ frame, cut }) => (cut ? [frame] : []));
  return { state: { ...state, tracks, undecided }, settled, ended, cuts: cutFrames.length, cutFrames };
}

/** A typed array does not survive JSON. */
function asPlain(face: FaceRecord): FaceRecord {
  return face.embedding === undefined ? face : { ...face, embedding: Array.from(face.embedding) };
}
