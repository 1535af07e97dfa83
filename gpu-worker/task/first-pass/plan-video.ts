import path from 'node:path';
import type { TracksReport } from '../../../contract/report.ts';
import type { ToldFace } from '../../faces/face-stages.ts';
import type { FrameAnalysis } from '../../frames/frame-engine-types.ts';
import type { FramePool } from '../../frames/frame-pool.ts';
import { processSegment } from '../../frames/stream-frames.ts';
import { type Decoder, openDecoder } from '../../media/video/codec/codec-decode.ts';
import type { DecodeSource } from '../../media/video/codec/codec-input.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';
import type { Screening } from '../../screening/screening.ts';
import type { TrackedFrame } from '../../tracks/track-types.ts';
import { needsEmbeddings } from './needs-tracks.ts';
import type { ToPlan } from './to-plan.ts';
import { trackSource } from './track-source.ts';
import { readTrackedFrames, writeTrackedFrames } from './tracked-frames.ts';
import { type Treatments, toldFaces, treatTracks } from './treat-tracks.ts';
import { unusableNote } from './unusable-note.ts';

/** What the first pass over a video leaves for the second. */
export interface VideoPlan extends Pick<Treatments, 'identities' | 'notes'> {
  /** The faces of the next frame, and what is done to each. */
  next(): Promise<readonly ToldFace[]>;
  readonly tracks: TracksReport;
  readonly frames: number;
  /** Seconds: the pass by the clock, and within it (summed over frame workers) detection with embedding, and models. */
  readonly wallS: number;
  readonly detectS: number;
  readonly inferenceS: number;
  close(): Promise<void>;
}

/**
 * The first of two passes: decodes, detects, embeds where an identity map needs it, joins the faces over the frames
 * and decides what becomes of each track. The faces wait in a file in scratch.
 * @throws as decoding and {@link treatTracks} do
 */
export async function planVideo(
  { task, photos, elsewhere, tools, context }: ToPlan,
  source: DecodeSource,
  onFrame: (framesDone: number) => void,
): Promise<VideoPlan> {
  const { pool } = tools;
  const file = path.join(context.scratch, 'tracked-frames.jsonl');
  const embed = needsEmbeddings(task);
  const writer = await writeTrackedFrames(file);
  const sums = { frames: 0, unusable: 0, interpolated: 0, detectMs: 0, inferenceMs: 0 };
  let settled: readonly TrackedFrame[] = [];
  const write = async (): Promise<void> => {
    for (const { faces } of settled) sums.interpolated += faces.filter(({ interpolated }) => interpolated).length;
    await writer.write(settled);
  };
  let decoder: Decoder | undefined;
  try {
    decoder = await openDecoder(source);
    const tracker = trackSource(task, decoder.layout, decoder.timeOf);
    const { wallS } = await processSegment<FrameAnalysis>({
      reader: decoder,
      writer: { write },
      pool: { size: pool.size, process: (memory, layout) => pool.analyse(memory, layout, embed) },
      layout: decoder.layout,
      signal: context.signal,
      observer: {
        decoded: () => undefined,
        finished(_index, _frame, analysis) {
          settled = tracker.add(analysis);
          sums.frames += 1;
          if (analysis.unusable) sums.unusable += 1;
          sums.detectMs += analysis.timings.detectMs;
          sums.inferenceMs += analysis.timings.inferenceMs;
          onFrame(sums.frames);
        },
      },
    });
    const { frames, found } = tracker.finish();
    settled = frames;
    await write();
    const { byTrack, ...treatments } = treatTracks(task, photos, found, elsewhere);
    const reader = readTrackedFrames(file);
    return {
      ...treatments,
      notes: [...treatments.notes, ...unusableNote('detect', sums.unusable, sums.frames)],
      async next() {
        const { value } = await reader.next();
        return value === undefined ? [] : toldFaces(value, { byTrack });
      },
      tracks: { count: found.tracks.length, interpolated: sums.interpolated, cuts: found.cuts },
      frames: sums.frames,
      wallS,
      detectS: sums.detectMs / 1000,
      inferenceS: sums.inferenceMs / 1000,
      close: async () => void (await reader.return(undefined)),
    };
  } finally {
    await Promise.all([decoder?.close(), writer.close()]);
  }
}

/** Frame workers that are told what is known of each frame: its faces, and whether to screen it. Frames in order. */
export function toldPool(
  pool: Pick<FramePool, 'process' | 'size'>,
  plan: Pick<VideoPlan, 'next'> | undefined,
  screening: Pick<Screening, 'wants'>,
) {
  let count = 0;
  return {
    size: pool.size,
    async process(memory: SharedArrayBuffer, layout: FrameLayout) {
      const screen = screening.wants(count);
      count += 1;
      return pool.process(memory, layout, await plan?.next(), screen);
    },
  };
}
