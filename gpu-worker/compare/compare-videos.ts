import { availableParallelism } from 'node:os';
import { permanent } from '../errors.ts';
import { boundedQueue } from '../frames/bounded-queue.ts';
import { runLoops } from '../frames/run-loops.ts';
import { mediaLimits, namingFile, type OpenedMedia } from '../media/open-media.ts';
import { type Decoder, openDecoder } from '../media/video/codec/codec-decode.ts';
import type { Ffmpeg } from '../media/video/ffmpeg/find-ffmpeg.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import type { FrameDifference } from './compare-frames.ts';
import type { ComparedMedia, CompareSettings, FrameSink } from './compared-media.ts';
import { colourNotes, pairProblem } from './match-layouts.ts';
import { openMeasurePool } from './measure-pool.ts';

type OpenedVideo = Extract<OpenedMedia, { readonly kind: 'video' }>;

interface PairOfFrames {
  readonly a: SharedArrayBuffer;
  readonly b: SharedArrayBuffer;
}

interface PairInWork {
  readonly slot: PairOfFrames;
  readonly measured: Promise<{ readonly difference: FrameDifference; readonly boxes: readonly PixelBox[] }>;
}

/** Container clocks are integers: times may differ by less than this, seconds. */
const clockToleranceS = 0.001;
const mostThreads = 8;

/**
 * Decodes two videos in step and compares their frames one by one, in display order. Memory is a fixed number of
 * pairs of frames, whatever the length.
 * @throws PICTURES_DIFFER for another size, rotation, range or number of frames, and as decoding does
 */
export async function compareVideos(
  a: OpenedVideo,
  b: OpenedVideo,
  settings: CompareSettings & { readonly ffmpeg: Ffmpeg },
  sink: FrameSink,
): Promise<ComparedMedia> {
  const cores = availableParallelism();
  const threads = Math.max(1, cores >> 2);
  const open = ({ file, facts, name }: OpenedVideo): Promise<Decoder> => {
    const { ffmpeg, signal } = settings;
    return namingFile(name, () => openDecoder({ path: file, facts, ffmpeg, limits: mediaLimits, threads, signal }));
  };
  const first = await open(a);
  let second: Decoder | undefined;
  const pool = openMeasurePool(Math.min(cores, mostThreads));
  try {
    second = await open(b);
    const problem = pairProblem({ name: a.name, layout: first.layout }, { name: b.name, layout: second.layout });
    if (problem !== undefined) throw permanent('PICTURES_DIFFER', problem);
    const frames = await compareInStep({ a, b, first, second, pool, settings, sink });
    const { width, height, rotation } = first.layout;
    return {
      kind: 'video',
      width,
      height,
      rotation,
      frames,
      notes: [...colourNotes(first, second), ...timeNotes(first.timestamps(), second.timestamps())],
    };
  } finally {
    await Promise.all([first.close(), second?.close(), pool.close()]);
  }
}

/** @returns how many pairs were compared */
async function compareInStep(given: {
  readonly a: OpenedVideo;
  readonly b: OpenedVideo;
  readonly first: Decoder;
  readonly second: Decoder;
  readonly pool: ReturnType<typeof openMeasurePool>;
  readonly settings: CompareSettings;
  readonly sink: FrameSink;
}): Promise<number> {
  const { a, b, first, second, pool, settings, sink } = given;
  const { findBoxes, signal, frames: most = Number.POSITIVE_INFINITY } = settings;
  const lumaOnly = first.layout.pixels !== second.layout.pixels;
  const slots = 2 * pool.size + 2;
  const free = boundedQueue<PairOfFrames>(slots);
  const inWork = boundedQueue<PairInWork>(slots);
  const timeOf = (frame: number): number => a.facts.timestamps[frame] ?? a.facts.timestamps.at(-1) ?? 0;
  const framesTotal = Math.min(a.facts.timestamps.length, most);

  const measure = async (slot: PairOfFrames) => {
    const boxes = (await findBoxes?.(slot.a, first.layout)) ?? [];
    return { difference: await pool.measure({ ...slot, layout: first.layout, boxes, lumaOnly }), boxes };
  };
  const decodeLoop = async (): Promise<void> => {
    for (let count = 0; count < most; count += 1) {
      const slot = await free.shift();
      if (slot === undefined) return;
      const [hasA, hasB] = await Promise.all([
        namingFile(a.name, () => first.read(new Uint8Array(slot.a))),
        namingFile(b.name, () => second.read(new Uint8Array(slot.b))),
      ]);
      if (hasA !== hasB) throw permanent('PICTURES_DIFFER', lengthProblem(a, b, { count, shorter: hasA ? b : a }));
      if (!hasA) break;
      const measured = measure(slot);
      // Awaited in order by the other loop; until then a rejection must not count as unhandled.
      measured.catch(() => undefined);
      await inWork.push({ slot, measured });
    }
    inWork.close();
  };
  let compared = 0;
  const resultLoop = async (): Promise<void> => {
    for (let pair = await inWork.shift(); pair !== undefined; pair = await inWork.shift()) {
      const { difference, boxes } = await pair.measured;
      await sink({ frame: compared, timeS: timeOf(compared), faces: boxes.length, difference });
      compared += 1;
      settings.onProgress?.({ framesDone: compared, framesTotal: Math.max(framesTotal, compared) });
      await free.push(pair.slot);
    }
  };
  for (let count = 0; count < slots; count += 1) {
    const pair = { a: new SharedArrayBuffer(first.frameBytes), b: new SharedArrayBuffer(second.frameBytes) };
    free.push(pair).catch(() => undefined);
  }
  await runLoops([decodeLoop, resultLoop], [free, inWork], signal);
  return compared;
}

function lengthProblem(
  a: OpenedVideo,
  b: OpenedVideo,
  { count, shorter }: { readonly count: number; readonly shorter: OpenedVideo },
): string {
  const longer = shorter === a ? b : a;
  return (
    `${shorter.name} ends after ${count} frames and ${longer.name} goes on (its container holds ` +
    `${longer.facts.timestamps.length}); frames are compared one by one, so equal numbers were expected. ` +
    `--frames ${count} compares the first ${count} of both.`
  );
}

/** Frames are paired by their order; what their times say is told beside it. */
function timeNotes(a: Float64Array, b: Float64Array): string[] {
  const pairs = Math.min(a.length, b.length);
  let apart = 0;
  let most = 0;
  for (let frame = 0; frame < pairs; frame += 1) {
    const difference = Math.abs((a[frame] ?? 0) - (b[frame] ?? 0));
    if (difference > clockToleranceS) apart += 1;
    most = Math.max(most, difference);
  }
  if (apart === 0) return [];
  return [`The times of ${apart} of ${pairs} frames differ, by up to ${most.toFixed(3)} s; pairs are by order.`];
}
