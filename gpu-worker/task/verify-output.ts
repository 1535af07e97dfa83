import type { Limits } from '../../contract/task-options.ts';
import { permanent } from '../errors.ts';
import { audioDifference } from '../media/video/container/container-audio.ts';
import { probeVideo } from '../media/video/container/container-probe.ts';
import { type ColourTags, soundRange, type VideoFacts } from '../media/video/video-facts.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import { outputProblems } from './output-problems.ts';

/**
 * Reads the finished file back and compares it with what was promised, before anybody sees it.
 * @throws OUTPUT_CONTRACT that names every difference
 */
export async function verifyOutput(given: {
  readonly source: string;
  readonly facts: VideoFacts;
  readonly layout: FrameLayout;
  readonly colour: ColourTags;
  readonly timestamps: Float64Array;
  readonly output: string;
  readonly limits: Limits;
}): Promise<void> {
  const { source, facts, layout, colour, timestamps, output, limits } = given;
  const { width, height, rotation } = layout;
  // The output of an odd source may be one pixel larger than the source was allowed to be.
  const maxPixels = limits.maxPixels + width + height + 1;
  const found = await probeVideo(output, { maxSidePx: limits.maxSidePx + 1, maxPixels });
  const durationS = (timestamps.at(-1) ?? 0) + facts.lastFrameS - (timestamps[0] ?? 0);
  const promised = { width, height, rotation, colour, timestamps, durationS, mayGrow: layout.pixels !== 'yuv444p' };
  const problems = outputProblems(promised, found);
  const range = soundRange(facts);
  const audio = await audioDifference(source, output, range?.fromS ?? facts.startS, range);
  if (audio !== undefined) problems.push(audio);
  if (problems.length > 0)
    throw permanent('OUTPUT_CONTRACT', `The finished video is not as promised: ${problems.join('; ')}.`);
}
