import type { RgbPixels } from '../pixels/rgb-pixels.ts';
import { pointInBox, timeInFrame } from '../tracks/point-in-time.ts';
import type { TrackFacts } from '../tracks/track-facts.ts';
import type { MediaDescription } from './describe-media.ts';
import type { FoundTracks } from './find-tracks.ts';

/** A track with times, and with what an identity map calls it. */
export interface InspectedTrack extends Omit<TrackFacts, 'gaps'> {
  readonly fromS: number;
  /** End of the last frame. */
  readonly toS: number;
  readonly gapsS: readonly (readonly [number, number])[];
  /** A target for an identity map that means this track and no other: a point of the picture as a player shows it. */
  readonly target: { readonly timeS: number; readonly x: number; readonly y: number };
  readonly thumbnail?: RgbPixels;
}

export interface InspectedFaces {
  /** Frames that were looked at. */
  readonly frames: number;
  readonly framesWithFaces: number;
  /** Pairs of a number of faces and of the frames in which so many were seen. */
  readonly facesPerFrame: readonly (readonly [number, number])[];
  readonly cuts: readonly { readonly frame: number; readonly timeS: number }[];
  /** In order of appearance. */
  readonly tracks: readonly InspectedTrack[];
}

/** What a file is, and who is in it. */
export interface Inspection {
  readonly file: string;
  readonly sizeBytes: number;
  readonly media: MediaDescription;
  /** Absent where faces were not looked for. */
  readonly faces?: InspectedFaces;
  /** What else is to be known, each a sentence. */
  readonly notes: readonly string[];
}

/**
 * Puts times to what was found.
 * @param times of the frames, seconds
 * @param shown size of the picture as a player shows it
 */
export function tellTracks(
  { tracks, cutFrames, facesPerFrame, thumbnails }: FoundTracks,
  source: {
    readonly times: Float64Array;
    readonly durationS: number;
    readonly shown: { readonly width: number; readonly height: number };
  },
): InspectedFaces {
  const { times, durationS, shown } = source;
  const start = times[0] ?? 0;
  const timeOf = (frame: number): number => times[frame] ?? start + durationS;
  const pairs = [...facesPerFrame];
  const frames = pairs.reduce((sum, [, count]) => sum + count, 0);
  return {
    frames,
    framesWithFaces: frames - (facesPerFrame.get(0) ?? 0),
    facesPerFrame: pairs,
    cuts: cutFrames.map((frame) => ({ frame, timeS: timeOf(frame) })),
    tracks: tracks.map(({ gaps, ...track }) => {
      const { best, id } = track;
      const thumbnail = thumbnails.get(id);
      return {
        ...track,
        fromS: timeOf(track.firstFrame),
        toS: timeOf(track.lastFrame + 1),
        gapsS: gaps.map(([first, last]) => [timeOf(first), timeOf(last + 1)] as const),
        target: { timeS: timeInFrame(timeOf(best.frame), times[best.frame + 1]), ...pointInBox(best.box, shown) },
        ...(thumbnail === undefined ? {} : { thumbnail }),
      };
    }),
  };
}
