import { faceThumbnail } from '../faces/face-thumbnail.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import { storedBoxToUpright } from '../pixels/orientation.ts';
import type { RgbPixels } from '../pixels/rgb-pixels.ts';
import type { Track, TrackedFace } from '../tracks/track-types.ts';

/** Pictures of the best face of each track, kept while frames wait for their tracks. */
interface TrackThumbnails {
  /** Cuts out the faces of a frame while its pixels are there. @param boxes in stored pixels */
  cut(frame: number, pixels: Uint8Array, boxes: readonly PixelBox[]): void;
  /** A frame's tracks are known. @param best its faces that are the best of their tracks so far, in upright pixels */
  settle(frame: number, best: readonly TrackedFace[]): void;
  /** Lets the pictures of short tracks go where there are more than can be shown. */
  end(tracks: readonly Track[]): void;
  readonly byTrack: ReadonlyMap<number, RgbPixels>;
}

/** @param most pictures of ended tracks that are kept: those of the longest */
export function collectThumbnails(layout: FrameLayout, sizePx: number, most: number): TrackThumbnails {
  const waiting = new Map<number, { readonly box: PixelBox; readonly picture: RgbPixels }[]>();
  const byTrack = new Map<number, RgbPixels>();
  let ended: { readonly id: number; readonly frames: number }[] = [];
  return {
    byTrack,
    cut(frame, pixels, boxes) {
      const upright = boxes.map((box) => storedBoxToUpright(box, layout));
      waiting.set(
        frame,
        upright.map((box) => ({ box, picture: faceThumbnail(pixels, layout, box, sizePx) })),
      );
    },
    settle(frame, best) {
      const cuts = waiting.get(frame) ?? [];
      waiting.delete(frame);
      for (const { trackId, box } of best) {
        const own = cuts.find((cut) => cut.box.x1 === box.x1 && cut.box.y1 === box.y1);
        if (own !== undefined) byTrack.set(trackId, own.picture);
      }
    },
    end(tracks) {
      ended.push(...tracks.map(({ id, firstFrame, lastFrame }) => ({ id, frames: lastFrame - firstFrame + 1 })));
      if (ended.length <= most) return;
      ended.sort((a, b) => b.frames - a.frames);
      for (const { id } of ended.slice(most)) byTrack.delete(id);
      ended = ended.slice(0, most);
    },
  };
}
