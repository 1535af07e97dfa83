import { mixEmbeddings } from '../faces/embedding-distance.ts';
import { sumTraitVotes, type TraitVotes } from '../faces/face-traits.ts';
import type { Track, TrackedFrame, TrackRules, TrackVotes } from './track-types.ts';
import { type FrameFaces, finishTracks, foldFrame, startTracks } from './tracks.ts';

/** Tracks of one segment of a video, by a fold that started at nothing. */
export interface SegmentTracks {
  readonly frames: readonly TrackedFrame[];
  readonly tracks: readonly Track[];
}

/**
 * Frames that two neighbouring segments should both look at before {@link joinTracks}: half of them before the seam,
 * so that the right segment knows who is in sight when it takes over, half behind it, so that a face lost on the
 * left is back. Where a face is rarely seen in all of them the two may still judge it differently; a fold that
 * carries its state over the seam never does.
 */
export const overlapFrames = (rules: Pick<TrackRules, 'maxGapFrames'>): number => 6 * (rules.maxGapFrames + 1);

/**
 * The tracks of one segment.
 * @param owned frames this segment counts votes for; the others are the overlap with its neighbours
 */
export function foldSegment(
  frames: Iterable<FrameFaces>,
  owned: { readonly first: number; readonly last: number },
  rules: Partial<TrackRules> = {},
): SegmentTracks {
  const settled: TrackedFrame[] = [];
  const tracks: Track[] = [];
  let state = startTracks(rules);
  for (const input of frames) {
    const step = foldFrame(state, { ...input, counts: input.frame >= owned.first && input.frame <= owned.last });
    state = step.state;
    settled.push(...step.settled);
    tracks.push(...step.ended);
  }
  const last = finishTracks(state);
  settled.push(...last.settled);
  tracks.push(...last.ended);
  return { frames: settled, tracks };
}

/**
 * One video's tracks out of two neighbouring segments'. Tracks that saw the same detection in a shared frame are the
 * same. Frames before the seam are the left segment's, from the seam on the right one's; ids count anew from 0 in
 * order of appearance, left to right.
 * @param seam the first frame that is the right segment's own
 */
export function joinTracks(left: SegmentTracks, right: SegmentTracks, seam: number): SegmentTracks {
  const sameAs = matchTracks(left.frames, right.frames);
  const frames = [
    ...left.frames.filter(({ frame }) => frame < seam).map((item) => renamed(item, (id) => `left ${id}`)),
    ...right.frames
      .filter(({ frame }) => frame >= seam)
      .map((item) => renamed(item, (id) => (sameAs.has(id) ? `left ${sameAs.get(id)}` : `right ${id}`))),
  ];
  const ids = new Map<string, number>();
  for (const { faces } of frames) {
    const newcomers = faces.filter((face) => !ids.has(face.name)).sort((a, b) => a.box.x1 - b.box.x1);
    for (const { name } of newcomers) ids.set(name, ids.size);
  }
  const votesOf = new Map<string, TrackVotes[]>();
  const traitsOf = new Map<string, TraitVotes>();
  const addVotes = (name: string, track: Track): void => {
    if (track.votes !== undefined) votesOf.set(name, [...(votesOf.get(name) ?? []), track.votes]);
    const before = traitsOf.get(name);
    if (track.traits !== undefined) {
      traitsOf.set(name, before === undefined ? track.traits : sumTraitVotes(before, track.traits));
    }
  };
  for (const track of left.tracks) addVotes(`left ${track.id}`, track);
  for (const track of right.tracks) {
    const same = sameAs.get(track.id);
    addVotes(same === undefined ? `right ${track.id}` : `left ${same}`, track);
  }
  const joined = frames.map(({ frame, faces }) => ({
    frame,
    faces: faces.map(({ name, ...face }) => ({ ...face, trackId: ids.get(name) ?? -1 })),
  }));
  return {
    frames: joined,
    tracks: [...ids].map(([name, id]) => summary(id, joined, votesOf.get(name) ?? [], traitsOf.get(name))),
  };
}

function renamed(item: TrackedFrame, nameOf: (id: number) => string) {
  return { frame: item.frame, faces: item.faces.map((face) => ({ ...face, name: nameOf(face.trackId) })) };
}

/** Right track id → left track id, by the number of shared detections. */
function matchTracks(left: readonly TrackedFrame[], right: readonly TrackedFrame[]): Map<number, number> {
  const shared = new Map<string, { left: number; right: number; count: number }>();
  const leftFrames = new Map(left.map((item) => [item.frame, item.faces]));
  for (const { frame, faces } of right) {
    for (const face of faces.filter(({ interpolated }) => !interpolated)) {
      const same = leftFrames
        .get(frame)
        ?.find(({ box, interpolated }) => !interpolated && box.x1 === face.box.x1 && box.y1 === face.box.y1);
      if (same === undefined) continue;
      const name = `${same.trackId} ${face.trackId}`;
      const count = (shared.get(name)?.count ?? 0) + 1;
      shared.set(name, { left: same.trackId, right: face.trackId, count });
    }
  }
  const sameAs = new Map<number, number>();
  const taken = new Set<number>();
  for (const pair of [...shared.values()].sort((a, b) => b.count - a.count)) {
    if (sameAs.has(pair.right) || taken.has(pair.left)) continue;
    sameAs.set(pair.right, pair.left);
    taken.add(pair.left);
  }
  return sameAs;
}

function summary(
  id: number,
  frames: readonly TrackedFrame[],
  votes: readonly TrackVotes[],
  traits: TraitVotes | undefined,
): Track {
  const own = frames.flatMap(({ frame, faces }) =>
    faces.filter((face) => face.trackId === id).map(({ interpolated }) => ({ frame, interpolated })),
  );
  const total = votes.reduce<TrackVotes | undefined>(
    (sum, vote) =>
      sum === undefined ? vote : { sum: mixEmbeddings(sum.sum, 1, vote.sum, 1), weight: sum.weight + vote.weight },
    undefined,
  );
  return {
    id,
    firstFrame: own[0]?.frame ?? 0,
    lastFrame: own.at(-1)?.frame ?? 0,
    seenFrames: own.filter(({ interpolated }) => !interpolated).length,
    interpolatedFrames: own.filter(({ interpolated }) => interpolated).length,
    ...(total === undefined ? {} : { votes: total }),
    ...(traits === undefined ? {} : { traits }),
  };
}
