import type { ToldFace } from '../faces/face-stages.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { ResolvedModel } from '../models/role.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { RgbPixels } from '../pixels/rgb-pixels.ts';
import type { FrameRecipe } from '../processors/frame-recipe.ts';
import type { FrameAnalysis, FrameOutcome, PhotoAnalysis, PhotoFace } from './frame-engine-types.ts';
import { type FrameThread, startFrameThread } from './frame-thread.ts';

/** Several frame workers behind one door. Frames are given to whichever has least to do. */
export interface FramePool {
  readonly size: number;
  /** Loads models in every frame worker; what is warm costs nothing. Replaces workers that have ended. */
  prepare(models: readonly ResolvedModel[]): Promise<void>;
  /** The largest face of a photo. Throws PHOTO_NO_FACE. */
  embedPhoto(image: RgbPixels, analysis: PhotoAnalysis): Promise<PhotoFace>;
  /** What is done to the frames that follow; every frame worker is told. */
  follow(recipe: FrameRecipe): Promise<void>;
  /** Looks at one frame and changes nothing. */
  analyse(pixels: SharedArrayBuffer, layout: FrameLayout, embed: boolean): Promise<FrameAnalysis>;
  /**
   * Works in place on one frame. The caller leaves the memory alone until the promise settles.
   * @param told the frame's faces, where they are known; else they are searched
   * @param screen asks the content models first
   */
  process(
    pixels: SharedArrayBuffer,
    layout: FrameLayout,
    told?: readonly ToldFace[],
    screen?: boolean,
  ): Promise<FrameOutcome>;
  close(): Promise<void>;
}

interface FramePoolSettings {
  readonly frameWorkers: number;
  readonly inference: InferenceSettings;
  /** JavaScript heap limit of each frame worker, MiB. Models and frames lie outside it. */
  readonly heapMb: number;
  /** Most bytes of model files that stay loaded in all frame workers together. Default: no limit. */
  readonly cacheBytes?: number;
  readonly entry?: URL;
}

export function openFramePool(settings: FramePoolSettings): FramePool {
  const entry = settings.entry ?? new URL('./frame-worker.ts', import.meta.url);
  const start = (): FrameThread => startFrameThread(entry, settings.heapMb);
  const cacheBytes = (settings.cacheBytes ?? Number.POSITIVE_INFINITY) / settings.frameWorkers;
  let threads = Array.from({ length: settings.frameWorkers }, start);

  const idlest = (): FrameThread =>
    threads.reduce((best, thread) => (thread.pending < best.pending || !best.alive ? thread : best));

  return {
    size: settings.frameWorkers,
    async prepare(models) {
      threads = threads.map((thread) => (thread.alive ? thread : start()));
      const { inference } = settings;
      await Promise.all(threads.map((thread) => thread.ask({ kind: 'prepare', models, inference, cacheBytes })));
    },
    embedPhoto: (image, analysis) => idlest().ask({ kind: 'photo', image, analysis }),
    async follow(recipe) {
      await Promise.all(threads.map((thread) => thread.ask({ kind: 'recipe', recipe })));
    },
    analyse: (pixels, layout, embed) => idlest().ask({ kind: 'analysis', pixels, layout, embed }),
    process: (pixels, layout, told, screen = false) =>
      idlest().ask({
        kind: 'frame',
        pixels,
        layout,
        ...(told === undefined ? {} : { told }),
        ...(screen ? { screen } : {}),
      }),
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
