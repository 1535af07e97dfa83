import type { DetectedFace } from '../faces/detected-face.ts';
import type { TraitVotes } from '../faces/face-traits.ts';
import type { Point } from '../pixels/geometry.ts';

/** What joins faces to tracks. Part of the state: a track must not change its rules half way. */
export interface TrackRules {
  /** Frames without the face that a track survives and that are filled by interpolation, when the face comes back. */
  readonly maxGapFrames: number;
  /** A face further from where its track expects it is another face: in face sizes, for the very next frame… */
  readonly reach: number;
  /** …and so much more for each frame in which the face was not seen. */
  readonly reachPerFrame: number;
  /** Sizes of the same face in neighbouring frames differ at most by this factor. */
  readonly maxSizeRatio: number;
  /** Embeddings with a lower cosine are never joined, however well the boxes fit… */
  readonly otherPersonCosine: number;
  /** …once the track was seen this often: a first look or two may be blurred. */
  readonly knownAfterFrames: number;
  /** …but not where the very next frame has a face at the same place: a flash changes how it looks, not who it is. */
  readonly sameFaceOverlap: number;
}

export const defaultTrackRules: TrackRules = {
  maxGapFrames: 8,
  reach: 0.6,
  reachPerFrame: 0.2,
  maxSizeRatio: 2,
  otherPersonCosine: 0.1,
  knownAfterFrames: 5,
  sameFaceOverlap: 0.6,
};

/** The embeddings of a track, summed: each of length 1 times its weight. */
export interface TrackVotes {
  readonly sum: readonly number[];
  readonly weight: number;
}

/** A face that may still come back. Plain JSON. */
export interface LiveTrack {
  readonly id: number;
  readonly firstFrame: number;
  /** The last frame in which it was seen. */
  readonly lastFrame: number;
  readonly seenFrames: number;
  readonly interpolatedFrames: number;
  /** As seen in `lastFrame`, without the embedding. */
  readonly face: DetectedFace;
  /** Pixels a frame, smoothed. */
  readonly velocity: Point;
  /** What the face looked like lately, length 1: joins frames. The votes decide who it is. */
  readonly look?: readonly number[];
  readonly votes?: TrackVotes;
  readonly traits?: TraitVotes;
}

/** A track that ended: at a cut, after a gap too long, or with the video. */
export interface Track {
  readonly id: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly seenFrames: number;
  readonly interpolatedFrames: number;
  readonly votes?: TrackVotes;
  readonly traits?: TraitVotes;
}

/** A face of a frame, and whose it is. */
export interface TrackedFace extends DetectedFace {
  readonly trackId: number;
  /** True when the detector did not find it here: it lies between two frames in which it did. */
  readonly interpolated: boolean;
}

/**
 * A frame to which nothing can be added any more. Interpolated faces first, since a face that is seen lies above
 * them; otherwise left to right.
 */
export interface TrackedFrame {
  readonly frame: number;
  readonly faces: readonly TrackedFace[];
}

/** Everything the fold knows between two frames. Plain JSON, a few numbers and two embeddings a face in sight. */
export interface TrackState {
  readonly version: 1;
  readonly rules: TrackRules;
  readonly nextId: number;
  /** Frames given so far end here; -1 before the first. */
  readonly lastFrame: number;
  readonly live: readonly LiveTrack[];
  /** Frames that wait for a lost face to come back, at most `maxGapFrames`. */
  readonly waiting: readonly TrackedFrame[];
}
