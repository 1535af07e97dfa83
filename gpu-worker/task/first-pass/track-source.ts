import type { FaceTask } from '../../../contract/face-task.ts';
import type { FrameAnalysis } from '../../frames/frame-engine-types.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';
import { storedBoxToUpright } from '../../pixels/orientation.ts';
import { finishAnalysis, foldAnalysis, startAnalysis } from '../../tracks/fold-analysis.ts';
import { foldPointedTracks, noPointedTracks, type PointedTracks } from '../../tracks/point-targets.ts';
import { finishSmoothing, foldSmoothing, startSmoothing } from '../../tracks/smooth-stream.ts';
import type { Track, TrackedFrame } from '../../tracks/track-types.ts';

/** Who is in a source. */
export interface SourceTracks {
  readonly tracks: readonly Track[];
  readonly pointed: PointedTracks;
  readonly cuts: number;
}

/** Joins the faces of a source over its frames while they pass. */
interface SourceTracker {
  /** Adds the next frame. @returns frames that are complete now, in order */
  add(analysis: FrameAnalysis): readonly TrackedFrame[];
  finish(): { readonly frames: readonly TrackedFrame[]; readonly found: SourceTracks };
}

/** @param timeOf a frame's timestamp in seconds */
export function trackSource(
  { identities, analysis }: Pick<FaceTask, 'identities' | 'analysis'>,
  layout: FrameLayout,
  timeOf: (frame: number) => number,
): SourceTracker {
  let state = startAnalysis();
  let smoothing = startSmoothing(analysis.smoothing ?? 0);
  let pointed = noPointedTracks;
  let cuts = 0;
  const tracks: Track[] = [];

  const take = (step: ReturnType<typeof foldAnalysis>): readonly TrackedFrame[] => {
    state = step.state;
    cuts += step.cuts;
    tracks.push(...step.ended);
    return step.settled.flatMap((frame) => {
      pointed = foldPointedTracks(pointed, identities, asShown(frame, layout), timeOf(frame.frame));
      const smoothed = foldSmoothing(smoothing, frame);
      smoothing = smoothed.state;
      return smoothed.frames;
    });
  };
  return {
    add: (frame) => take(foldAnalysis(state, frame)),
    finish() {
      const frames = [...take(finishAnalysis(state)), ...finishSmoothing(smoothing)];
      return { frames, found: { tracks, pointed, cuts } };
    },
  };
}

/** People count and point in the picture that a player shows. */
function asShown({ frame, faces }: TrackedFrame, layout: FrameLayout): TrackedFrame {
  return { frame, faces: faces.map((face) => ({ ...face, box: storedBoxToUpright(face.box, layout) })) };
}
