import type { DetectedFace } from '../faces/detected-face.ts';
import { mixEmbeddings, unitEmbedding } from '../faces/embedding-distance.ts';
import { blendFaces, boxCentre, boxOverlap, boxSize, type FaceRecord } from '../faces/face-record.ts';
import { addTraitVote } from '../faces/face-traits.ts';
import { assignPairs } from './assign-pairs.ts';
import { trackAffinity } from './track-affinity.ts';
import {
  defaultTrackRules,
  type LiveTrack,
  type Track,
  type TrackedFace,
  type TrackedFrame,
  type TrackRules,
  type TrackState,
  type TrackVotes,
} from './track-types.ts';

/** Least share of the newest face in a track's look (a mean at first), and the newest step's in its velocity. */
const lookShare = 0.2;
const velocityShare = 0.4;
/** Faces that overlap more than this show parts of each other: their embeddings count little. */
const crowdedOverlap = 0.15;
const crowdedWeight = 0.05;
/** Smaller faces than the recognizer's input carry less identity. */
const fullWeightSizePx = 112;

export interface FrameFaces {
  /** Counted from 0; each call names a later frame than the one before. */
  readonly frame: number;
  readonly faces: readonly FaceRecord[];
  /** The picture was cut between the frame before and this one. */
  readonly cut: boolean;
  /** False for the frames that a segment only sees to know the tracks: another segment counts their votes. */
  readonly counts?: boolean;
}

interface TrackStep {
  readonly state: TrackState;
  /** Frames that are complete now, in order: each frame given comes out once, at most `maxGapFrames` frames later. */
  readonly settled: readonly TrackedFrame[];
  readonly ended: readonly Track[];
}

export function startTracks(rules: Partial<TrackRules> = {}): TrackState {
  return {
    version: 1,
    rules: { ...defaultTrackRules, ...rules },
    nextId: 0,
    lastFrame: -1,
    live: [],
    waiting: [],
  };
}

/**
 * Adds one frame's faces to the tracks. Pure: the state given is not changed, and the same state (or what became of
 * it as JSON) with the same frame gives the same step.
 * @throws RangeError for a frame that does not follow the ones before
 */
export function foldFrame(state: TrackState, input: FrameFaces): TrackStep {
  const { frame, counts = true } = input;
  if (!Number.isInteger(frame) || frame <= state.lastFrame) {
    throw new RangeError(`Frame ${frame} came after frame ${state.lastFrame}; tracks need frames in order.`);
  }
  const { rules } = state;
  const alive = state.live.filter((track) => !input.cut && frame - track.lastFrame - 1 <= rules.maxGapFrames);
  const ended = state.live.filter((track) => !alive.includes(track)).map(asTrack);

  const found = [...input.faces]
    .sort((a, b) => a.box.x1 - b.box.x1 || a.box.y1 - b.box.y1)
    .map((face) => (face.embedding === undefined ? { face } : { face, look: unitEmbedding(face.embedding) }));
  const scores = alive.map((track) =>
    found.map(({ face, look }) =>
      trackAffinity(track, { box: face.box, ...(look === undefined ? {} : { look }) }, frame, rules),
    ),
  );
  const pairs = assignPairs(scores, found.length);

  let waiting = [...state.waiting];
  let nextId = state.nextId;
  const live: LiveTrack[] = [];
  const seen: TrackedFace[] = [];
  const taken = new Set<number>();
  for (const [row, track] of alive.entries()) {
    const column = pairs[row] ?? -1;
    const match = found[column];
    if (match === undefined) {
      live.push(track);
      continue;
    }
    taken.add(column);
    const filled = fillGap(waiting, track, match.face, frame);
    waiting = filled.frames;
    const weight = counts ? voteWeight(match.face, input.faces) : 0;
    live.push(continueTrack(track, match.face, match.look, { frame, weight, filled: filled.count }));
    seen.push(asTrackedFace(track.id, match.face));
  }
  for (const [column, { face, look }] of found.entries()) {
    if (taken.has(column)) continue;
    const weight = counts ? voteWeight(face, input.faces) : 0;
    live.push(newTrack(nextId, face, look, frame, weight));
    seen.push(asTrackedFace(nextId, face));
    nextId += 1;
  }
  waiting.push({ frame, faces: seen });

  const { settled, rest } = settle(waiting, live, frame, rules);
  return { state: { ...state, nextId, lastFrame: frame, live, waiting: rest }, settled, ended };
}

/** Ends every track and settles every frame: the video is over. The state can begin another video. */
export function finishTracks(state: TrackState): TrackStep {
  const ended = state.live.map(asTrack);
  return { state: { ...state, live: [], waiting: [] }, settled: state.waiting.map(inOrder), ended };
}

/** Who a track is: the weighted mean of its embeddings, length 1. Undefined when there were none. */
export function votedEmbedding(track: Pick<Track, 'votes'>): number[] | undefined {
  return track.votes === undefined || track.votes.weight <= 0 ? undefined : unitEmbedding(track.votes.sum);
}

/** A frame waits while a face lost in it or before it may still come back. */
function settle(waiting: readonly TrackedFrame[], live: readonly LiveTrack[], frame: number, rules: TrackRules) {
  const lost = live.filter((track) => track.lastFrame < frame && frame - track.lastFrame <= rules.maxGapFrames);
  const complete = Math.min(frame, ...lost.map((track) => track.lastFrame));
  return {
    settled: waiting.filter((item) => item.frame <= complete).map(inOrder),
    rest: waiting.filter((item) => item.frame > complete),
  };
}

function inOrder(item: TrackedFrame): TrackedFrame {
  const faces = [...item.faces].sort(
    (a, b) => Number(b.interpolated) - Number(a.interpolated) || a.box.x1 - b.box.x1 || a.trackId - b.trackId,
  );
  return { frame: item.frame, faces };
}

/** Puts a track that came back into the frames between. */
function fillGap(waiting: readonly TrackedFrame[], track: LiveTrack, face: FaceRecord, frame: number) {
  let count = 0;
  const frames = waiting.map((item) => {
    if (item.frame <= track.lastFrame) return item;
    const between = blendFaces(track.face, face, (item.frame - track.lastFrame) / (frame - track.lastFrame));
    count += 1;
    return { frame: item.frame, faces: [{ trackId: track.id, interpolated: true, ...between }, ...item.faces] };
  });
  return { frames, count };
}

function continueTrack(
  track: LiveTrack,
  face: FaceRecord,
  look: readonly number[] | undefined,
  step: { readonly frame: number; readonly weight: number; readonly filled: number },
): LiveTrack {
  const frames = step.frame - track.lastFrame;
  const from = boxCentre(track.face.box);
  const to = boxCentre(face.box);
  const share = track.seenFrames === 1 ? 1 : velocityShare;
  const mix = (old: number, now: number): number => old + (now - old) * share;
  const newLook = look ?? track.look;
  const votes = addVote(track.votes, look, step.weight);
  const traits = addTraitVote(track.traits, face.traits, step.weight);
  return {
    id: track.id,
    firstFrame: track.firstFrame,
    lastFrame: step.frame,
    seenFrames: track.seenFrames + 1,
    interpolatedFrames: track.interpolatedFrames + step.filled,
    face: withoutEmbedding(face),
    velocity: {
      x: mix(track.velocity.x, (to.x - from.x) / frames),
      y: mix(track.velocity.y, (to.y - from.y) / frames),
    },
    ...(newLook === undefined
      ? {}
      : { look: track.look === undefined || look === undefined ? newLook : blendLook(track, track.look, look) }),
    ...(votes === undefined ? {} : { votes }),
    ...(traits === undefined ? {} : { traits }),
  };
}

function newTrack(
  id: number,
  face: FaceRecord,
  look: readonly number[] | undefined,
  frame: number,
  weight: number,
): LiveTrack {
  const votes = addVote(undefined, look, weight);
  const traits = addTraitVote(undefined, face.traits, weight);
  return {
    id,
    firstFrame: frame,
    lastFrame: frame,
    seenFrames: 1,
    interpolatedFrames: 0,
    face: withoutEmbedding(face),
    velocity: { x: 0, y: 0 },
    ...(look === undefined ? {} : { look }),
    ...(votes === undefined ? {} : { votes }),
    ...(traits === undefined ? {} : { traits }),
  };
}

function blendLook(track: LiveTrack, before: readonly number[], now: readonly number[]): number[] {
  const share = Math.max(lookShare, 1 / (track.seenFrames + 1));
  return unitEmbedding(mixEmbeddings(before, 1 - share, now, share));
}

function addVote(
  votes: TrackVotes | undefined,
  look: readonly number[] | undefined,
  weight: number,
): TrackVotes | undefined {
  if (look === undefined || weight <= 0) return votes;
  if (votes === undefined) return { sum: look.map((value) => value * weight), weight };
  return { sum: mixEmbeddings(votes.sum, 1, look, weight), weight: votes.weight + weight };
}

/** Large, sure, free-standing faces say most about who somebody is. 0..1 */
function voteWeight(face: FaceRecord, others: readonly FaceRecord[]): number {
  const crowded = others.some((other) => other !== face && boxOverlap(face.box, other.box) > crowdedOverlap);
  const size = Math.min(1, boxSize(face.box) / fullWeightSizePx);
  return Math.max(0, face.score) * size * (crowded ? crowdedWeight : 1);
}

function withoutEmbedding(face: FaceRecord): DetectedFace {
  const { box, points, score, points68 } = face;
  return { box, points, score, ...(points68 === undefined ? {} : { points68 }) };
}

function asTrackedFace(trackId: number, face: FaceRecord): TrackedFace {
  return { trackId, interpolated: false, ...withoutEmbedding(face) };
}

function asTrack(track: LiveTrack): Track {
  const { id, firstFrame, lastFrame, seenFrames, interpolatedFrames, votes, traits } = track;
  return {
    ...{ id, firstFrame, lastFrame, seenFrames, interpolatedFrames },
    ...(votes === undefined ? {} : { votes }),
    ...(traits === undefined ? {} : { traits }),
  };
}
