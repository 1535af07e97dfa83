import { boxOverlap, boxSize } from '../faces/face-record.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import { foldPointedTracks, noPointedTracks, type PointedTracks } from './point-targets.ts';
import { samePeople } from './same-people.ts';
import type { Track, TrackedFace, TrackedFrame } from './track-types.ts';

/** What there is to tell of one track. */
export interface TrackFacts {
  readonly id: number;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly seenFrames: number;
  readonly interpolatedFrames: number;
  /** Stretches in which the detector missed the face, first and last frame. */
  readonly gaps: readonly (readonly [number, number])[];
  /** Mean score of the frames in which it was seen, 0..1. */
  readonly meanScore: number;
  /** Side of the face in pixels, over the frames in which it was seen. */
  readonly sizePx: { readonly least: number; readonly mean: number; readonly most: number };
  /** Its largest and surest face that stands free. */
  readonly best: BestFace;
  /** Its place from the left in the first frame with faces, from 0; absent when it is not in that frame. */
  readonly index?: number;
  /** The first track of the same person, never one of the same moment; absent for that track, and without embeddings. */
  readonly sameAs?: number;
}

interface BestFace {
  readonly frame: number;
  /** In the pixels of the frames given. */
  readonly box: PixelBox;
  readonly score: number;
}

/** Collects facts while frames settle; keeps some numbers a track. */
interface TrackFactsCollector {
  /** Adds the next frame. @returns tracks that have a new best face in it, with that face */
  add(frame: TrackedFrame): readonly TrackedFace[];
  /** @param ended all tracks, each once */
  facts(ended: readonly Track[]): TrackFacts[];
  /** Frames by how many faces were seen in them. */
  facesPerFrame(): ReadonlyMap<number, number>;
}

interface Collected {
  scores: number;
  seen: number;
  sizes: number;
  least: number;
  most: number;
  best: BestFace;
  quality: number;
  readonly gaps: [number, number][];
}

/** A face that another one covers this much shows parts of both. */
const crowdedOverlap = 0.15;
const crowdedQuality = 0.2;

export function collectTrackFacts(): TrackFactsCollector {
  const collected = new Map<number, Collected>();
  const perFrame = new Map<number, number>();
  let pointed: PointedTracks = noPointedTracks;

  const addGap = (id: number, frame: number): void => {
    const gaps = collected.get(id)?.gaps;
    const last = gaps?.at(-1);
    if (last !== undefined && last[1] === frame - 1) last[1] = frame;
    else gaps?.push([frame, frame]);
  };
  const addSeen = (face: TrackedFace, { frame, faces }: TrackedFrame): boolean => {
    const size = boxSize(face.box);
    const crowded = faces.some((other) => other !== face && boxOverlap(face.box, other.box) > crowdedOverlap);
    const quality = face.score * size * (crowded ? crowdedQuality : 1);
    const best = { frame, box: face.box, score: face.score };
    const track = collected.get(face.trackId);
    if (track === undefined) {
      const first = { scores: face.score, seen: 1, sizes: size, least: size, most: size, best, quality, gaps: [] };
      collected.set(face.trackId, first);
      return true;
    }
    track.scores += face.score;
    track.seen += 1;
    track.sizes += size;
    track.least = Math.min(track.least, size);
    track.most = Math.max(track.most, size);
    if (quality <= track.quality) return false;
    track.best = best;
    track.quality = quality;
    return true;
  };

  return {
    add(item) {
      pointed = foldPointedTracks(pointed, [], item, 0);
      const seen = item.faces.filter(({ interpolated }) => !interpolated);
      perFrame.set(seen.length, (perFrame.get(seen.length) ?? 0) + 1);
      for (const { trackId, interpolated } of item.faces) if (interpolated) addGap(trackId, item.frame);
      return seen.filter((face) => addSeen(face, item));
    },
    facts(ended) {
      const inOrder = [...ended].sort((a, b) => a.id - b.id);
      const people = samePeople(inOrder);
      return inOrder.flatMap((track) => {
        const own = collected.get(track.id);
        if (own === undefined) return [];
        const { id, firstFrame, lastFrame, seenFrames, interpolatedFrames } = track;
        const index = pointed.leftToRight?.indexOf(id) ?? -1;
        const sameAs = people.get(id);
        return {
          ...{ id, firstFrame, lastFrame, seenFrames, interpolatedFrames, gaps: own.gaps },
          meanScore: own.scores / own.seen,
          sizePx: { least: own.least, mean: own.sizes / own.seen, most: own.most },
          best: own.best,
          ...(index < 0 ? {} : { index }),
          ...(sameAs === undefined ? {} : { sameAs }),
        };
      });
    },
    facesPerFrame: () => new Map([...perFrame].sort(([a], [b]) => a - b)),
  };
}
