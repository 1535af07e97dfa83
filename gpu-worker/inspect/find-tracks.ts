import type { FrameAnalysis } from '../frames/frame-engine-types.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import { storedBoxToUpright } from '../pixels/orientation.ts';
import type { RgbPixels } from '../pixels/rgb-pixels.ts';
import { type AnalysisStep, finishAnalysis, foldAnalysis, startAnalysis } from '../tracks/fold-analysis.ts';
import { collectTrackFacts, type TrackFacts } from '../tracks/track-facts.ts';
import type { Track } from '../tracks/track-types.ts';
import { collectThumbnails } from './track-thumbnails.ts';

/** Who is in a source, and when. */
export interface FoundTracks {
  readonly tracks: readonly TrackFacts[];
  /** Frames that begin a new picture. */
  readonly cutFrames: readonly number[];
  /** Frames by how many faces were seen in them. */
  readonly facesPerFrame: ReadonlyMap<number, number>;
  /** The best face of each track, of the longest tracks only where there are many. */
  readonly thumbnails: ReadonlyMap<number, RgbPixels>;
}

/** Joins the faces of frames that pass by, with the rules of the first of two passes. */
interface TrackFinder {
  /** @param pixels the frame, valid during the call */
  add(frame: number, pixels: Uint8Array, analysis: FrameAnalysis): void;
  finish(): FoundTracks;
}

/** @param pictures of faces that are wanted: their side, and how many tracks can be shown */
export function findTracks(
  layout: FrameLayout,
  pictures?: { readonly sizePx: number; readonly most: number },
): TrackFinder {
  const facts = collectTrackFacts();
  const thumbnails = pictures === undefined ? undefined : collectThumbnails(layout, pictures.sizePx, pictures.most);
  const ended: Track[] = [];
  const cutFrames: number[] = [];
  let state = startAnalysis();
  const take = (step: AnalysisStep): void => {
    state = step.state;
    cutFrames.push(...step.cutFrames);
    for (const { frame, faces } of step.settled) {
      const shown = faces.map((face) => ({ ...face, box: storedBoxToUpright(face.box, layout) }));
      const best = facts.add({ frame, faces: shown });
      thumbnails?.settle(frame, best);
    }
    ended.push(...step.ended);
    thumbnails?.end(step.ended);
  };
  return {
    add(frame, pixels, analysis) {
      const boxes = analysis.faces.map(({ box }) => box);
      thumbnails?.cut(frame, pixels, boxes);
      take(foldAnalysis(state, analysis));
    },
    finish() {
      take(finishAnalysis(state));
      return {
        tracks: facts.facts(ended),
        cutFrames,
        facesPerFrame: facts.facesPerFrame(),
        thumbnails: thumbnails?.byTrack ?? new Map(),
      };
    },
  };
}
