import type { ErrorCode } from '../../../../contract/error-codes.ts';
import { defined } from '../../../../contract/options/option.ts';
import { noSteps } from '../../../../contract/presets.ts';
import type { Report, Result } from '../../../../contract/report.ts';
import type { VideoFacts } from '../../../../gpu-worker/media/video/video-facts.ts';
import type { LocalJob } from '../../asked/files-of-job.ts';
import type { LocalPipeline } from '../local-pipeline.ts';
import type { SizeEstimate, TimeEstimate } from './foresight.ts';

/** Worked on before, and not counted: the first frames through a model take several times as long as others. */
const warmUpFrames = 2;
/** Enough to keep every frame worker busy, few enough to wait for. */
const timedFrames = 8;
/** Where those took less than a second: starting and seeking would count for more than the frames. */
const fastFrames = 48;
/** Longer than what a first frame costs more than others. */
const encodedFrames = 96;
/** What depends on which frames are looked at, and says nothing of the others. */
const onlyOfTheseFrames: ReadonlySet<ErrorCode> = new Set(['IDENTITY_UNMATCHED', 'CONTENT_REFUSED']);

/** What came of trying a few frames. */
export interface Trial {
  readonly result?: Result;
  /** What was made before, with models that had still to be loaded; absent where all frames were tried. */
  readonly warmUp?: Result;
  readonly error?: NonNullable<Report['error']>;
  /** Why nothing is known although nothing is refused. */
  readonly note?: string;
}

/** What has to be known of a video to try some of its frames. */
type FrameFacts = Pick<VideoFacts, 'container' | 'timestamps'>;

/**
 * Works on a few frames in the middle, as a task of its own whose results are thrown away.
 * @param facts of the video, or of its piece; undefined of an image, which is tried whole
 */
export async function tryFrames(
  pipeline: Pick<LocalPipeline, 'run' | 'forget'>,
  job: LocalJob,
  facts: FrameFacts | undefined,
): Promise<Trial> {
  const attempt = async (frames: number): Promise<Report> => {
    const report = await pipeline.run(facts === undefined ? job : inTheMiddle(job, facts, frames));
    await pipeline.forget();
    return report;
  };
  const isLong = facts !== undefined && facts.timestamps.length > timedFrames;
  const { result: warmUp } = isLong ? await attempt(warmUpFrames) : {};
  let { result, error } = await attempt(timedFrames);
  if (isLong && result !== undefined && workOf(result) < 1) ({ result, error } = await attempt(fastFrames));
  if (result !== undefined) return { result, ...(warmUp === undefined ? {} : { warmUp }) };
  if (error === undefined) return {};
  if (!onlyOfTheseFrames.has(error.code)) return { error };
  return { note: `Of the frames that were tried nothing is known (${error.code}): ${error.message}` };
}

/** The time of all frames, by those that were tried. What comes once is that of a first task. */
export function timeOf(result: Result, frames: number, warmUp: Result = result): TimeEstimate {
  const setupS = Math.max(0, warmUp.timings.totalWallS - workOf(warmUp));
  const { frames: triedFrames } = result.media;
  const framesPerS = triedFrames / Math.max(workOf(result), 1e-6);
  return { totalS: setupS + frames / framesPerS, triedFrames, framesPerS, setupS };
}

const workOf = ({ timings }: Result): number => timings.framesWallS + (timings.analysisS ?? 0);

/**
 * The size of the result, by some frames that are only encoded: what models do to them changes it little, unless they
 * enlarge them.
 * @param tried what {@link tryFrames} made, where it made something
 * @param scale by which the job makes frames wider and higher
 * @returns undefined where nothing is known
 */
export async function sizeOf(
  pipeline: Pick<LocalPipeline, 'run' | 'forget'>,
  job: LocalJob,
  facts: VideoFacts | undefined,
  tried: Result | undefined,
  scale: number,
): Promise<SizeEstimate | undefined> {
  const frames = facts?.timestamps.length ?? 1;
  if (tried !== undefined && tried.media.frames === frames)
    return { bytes: tried.sizeBytes, triedFrames: frames, exact: true };
  if (facts === undefined) return undefined;
  const { target, options: asked } = job;
  const { crf, encoderPreset, from, to } = asked;
  const options = { ...noSteps, transcode: true, ...defined({ crf, encoderPreset, from, to, frames: asked.frames }) };
  const { result } = await pipeline.run(inTheMiddle({ target, photos: [], options }, facts, encodedFrames));
  await pipeline.forget();
  if (result === undefined) return undefined;
  const { media, sizeBytes } = result;
  return {
    bytes: (sizeBytes / media.frames) * frames * scale ** 2,
    triedFrames: media.frames,
    exact: false,
  };
}

/** The same job for so many frames of its middle; all of them where there are not so many. */
function inTheMiddle(job: LocalJob, { container, timestamps }: FrameFacts, frames: number): LocalJob {
  if (timestamps.length <= frames) return job;
  // What cannot be sought is tried at its beginning.
  const first = container === 'mpegts' ? 0 : (timestamps.length - frames) >> 1;
  return { ...job, options: { ...job.options, from: timestamps[first] ?? 0, to: 'end', frames } };
}
