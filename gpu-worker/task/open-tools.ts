import { openFramePool } from '../frames/frame-pool.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import { findFfmpeg } from '../media/video/ffmpeg/find-ffmpeg.ts';
import type { TaskTools } from './made-result.ts';

/** JavaScript heap limit of each frame worker, MiB. */
const frameHeapMb = 512;

interface ToolSettings extends Omit<TaskTools, 'pool' | 'ffmpeg' | 'provider'> {
  readonly inference: InferenceSettings;
  readonly frameWorkers: number;
  /** Most bytes of model files that stay loaded in all frame workers together. Absent: no limit. */
  readonly cacheBytes?: number;
}

/**
 * Starts the frame workers of a worker, and finds ffmpeg. Whoever has the tools closes their pool.
 * @throws FFMPEG_MISSING (permanent)
 */
export async function openTools({ inference, frameWorkers, cacheBytes, ...given }: ToolSettings): Promise<TaskTools> {
  const ffmpeg = await findFfmpeg();
  const limit = cacheBytes === undefined ? {} : { cacheBytes };
  const pool = openFramePool({ frameWorkers, inference, heapMb: frameHeapMb, ...limit });
  return { ...given, pool, ffmpeg, provider: inference.provider };
}
