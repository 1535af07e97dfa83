import { colourMismatch } from '../media/video/colour-tags.ts';
import type { ColourTags } from '../media/video/video-facts.ts';

/** What of a video the output contract speaks of. */
interface OutputFacts {
  /** Stored size, pixels. */
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly colour: ColourTags;
  /** Of every frame in display order, seconds. */
  readonly timestamps: Float64Array;
  /** From the first frame's start to the last one's end, seconds. */
  readonly durationS: number;
}

/** Container clocks are integers: a timestamp may move by less than this, seconds. */
const clockToleranceS = 0.001;

/**
 * How an output differs from what was promised, each a sentence; none when it may be published: the same frames at the
 * same times, standing as long (within half a frame), the same size (an odd side of 4:2:0 may have grown by one),
 * colour tags and rotation.
 */
export function outputProblems(promised: OutputFacts & { readonly mayGrow: boolean }, found: OutputFacts): string[] {
  const problems: string[] = [];
  const expect = (holds: boolean, what: string, wanted: unknown, got: unknown): void => {
    if (!holds) problems.push(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(got)}`);
  };
  const isSide = (wanted: number, got: number): boolean =>
    got === wanted || (promised.mayGrow && wanted % 2 === 1 && got === wanted + 1);

  expect(isSide(promised.width, found.width), 'width', promised.width, found.width);
  expect(isSide(promised.height, found.height), 'height', promised.height, found.height);
  expect(promised.rotation === found.rotation, 'rotation', promised.rotation, found.rotation);
  const colour = colourMismatch(promised.colour, found.colour);
  if (colour !== undefined) problems.push(colour);
  expect(
    promised.timestamps.length === found.timestamps.length,
    'frames',
    promised.timestamps.length,
    found.timestamps.length,
  );
  const moved = promised.timestamps.findIndex(
    (time, index) => Math.abs(time - (found.timestamps[index] ?? time)) > clockToleranceS,
  );
  const halfFrameS = promised.durationS / Math.max(1, promised.timestamps.length) / 2;
  const longerS = Math.abs(promised.durationS - found.durationS);
  expect(longerS <= halfFrameS + clockToleranceS, 'duration', promised.durationS, found.durationS);
  if (moved >= 0) expect(false, `time of frame ${moved}`, promised.timestamps[moved], found.timestamps[moved]);
  return problems;
}
