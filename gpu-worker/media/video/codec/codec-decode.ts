import { permanent } from '../../../errors.ts';
import { type FrameLayout, frameBytes } from '../../../pixels/frame-layout.ts';
import { readFrameTimes } from '../frame-times.ts';
import { readableOf } from '../readable-of.ts';
import type { ColourTags, PixelAspect, VideoFacts } from '../video-facts.ts';
import { type DecodeSource, inputArgs, keepEveryFrame, pieceFilters, stallMs } from './codec-input.ts';
import { openFramePipe } from './codec-pipe.ts';
import type { DecodedFacts } from './codec-probe.ts';
import { startChild } from './codec-process.ts';
import { probeStart } from './codec-seek.ts';

export interface Decoder {
  readonly layout: FrameLayout;
  /** Bytes of one frame. */
  readonly frameBytes: number;
  readonly colour: ColourTags;
  readonly pixelAspect: PixelAspect;
  /** What is changed or dropped by decoding, each a sentence; complete once read() has returned false. */
  readonly notes: () => readonly string[];
  /**
   * Fills `into` (exactly {@link frameBytes}, shared memory welcome) with the next frame in display order.
   * One call at a time. False after the last frame.
   * @throws FacelineError DECODE_FAILED; the signal's reason when it fired
   */
  readonly read: (into: Uint8Array) => Promise<boolean>;
  /** Times of the frames read so far, seconds from the file's start, as the decoder gave them. */
  readonly timestamps: () => Float64Array;
  /** The time of one of them. */
  readonly timeOf: (frame: number) => number;
  /** Ends ffmpeg, whatever it is doing. */
  readonly close: () => Promise<void>;
}

/**
 * Starts decoding a probed video to planar 8-bit YUV of its stored size, samples as they were coded: no rotation, no
 * range or matrix conversion, no frame dropped or repeated. Runs one short ffmpeg first, which says what comes out.
 * @throws FacelineError DECODE_FAILED, SOURCE_UNSUPPORTED, SOURCE_TOO_LARGE, all permanent
 */
export async function openDecoder(given: DecodeSource): Promise<Decoder> {
  const { source, decoded, notes: startNotes, isWord } = await probeStart(given);
  const layout = layoutOf(decoded, source.facts.rotation);
  const { ticksPerSecond, startS } = source.facts;
  const { outputFormat, grey } = decoded.plan;
  const filters = [
    `settb=1/${ticksPerSecond}`,
    ...pieceFilters(source.facts),
    'metadata=mode=add:key=t:value=1',
    String.raw`metadata=mode=print:direct=1:file=pipe\\:3`,
    // The timeless output complains where two frames have one time.
    'setpts=N',
  ];
  const args = [
    ...['-loglevel', 'error', ...inputArgs(source), '-vf', filters.join(',')],
    // Without it times are rounded to the average frame rate on their way to the (timeless) output, and collide.
    ...[
      '-enc_time_base',
      `1:${ticksPerSecond}`,
      ...keepEveryFrame(source.ffmpeg),
      '-f',
      'rawvideo',
      '-pix_fmt',
      outputFormat,
      'pipe:1',
    ],
  ];
  const { path, env } = source.ffmpeg;
  const pipe = await openFramePipe();
  const running = startChild(path, args, {
    env,
    stdin: 'ignore',
    stdout: pipe.stdout,
    extraPipe: true,
    signal: source.signal,
  });
  const frames = pipe.reader(running.child);
  const times = readFrameTimes(readableOf(running.child.stdio[3]));
  const close = async (): Promise<void> => {
    pipe.close();
    await running.kill();
  };
  const size = frameBytes(layout);
  const codedBytes = grey ? layout.width * layout.height : size;
  const notes = [...startNotes, ...decoded.notes, ...layoutNotes(decoded)];
  const secondsOf = (ticks: number): number => (ticks - Math.round(startS * ticksPerSecond)) / ticksPerSecond;
  let count = 0;

  const fail = async (what: string): Promise<never> => {
    await close();
    source.signal?.throwIfAborted();
    throw permanent('DECODE_FAILED', `${what} after ${count} frames. ffmpeg said: ${running.lastWords() || 'nothing'}`);
  };
  const finish = async (): Promise<false> => {
    const { code, problem } = await running.ended;
    if (code !== 0 || count === 0) return fail(`ffmpeg ended with ${problem?.message ?? `exit code ${code}`}`);
    const said = running.lastWords().split('\n').filter(isWord).at(-1);
    if (said !== undefined) notes.push(`The decoder reported damage: ${said}`);
    const packets = source.facts.timestamps.length;
    if (packets !== count) notes.push(`The container holds ${packets} packets, of which ${count} frames are shown.`);
    return false;
  };

  const readFrame = async (into: Uint8Array): Promise<boolean> => {
    let whole = false;
    try {
      whole = await frames.fill(grey ? into.subarray(0, codedBytes) : into);
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error));
    }
    source.signal?.throwIfAborted();
    if (!whole) return finish();
    const ticks = await times.at(count);
    if (times.changed()) {
      await close();
      throw permanent('SOURCE_UNSUPPORTED', 'The pictures change their size or pixel format midway.');
    }
    if (ticks === undefined || Number.isNaN(ticks)) return fail('A frame came without a timestamp');
    if (grey) into.fill(128, codedBytes);
    count++;
    return true;
  };

  return {
    layout,
    frameBytes: size,
    colour: decoded.colour,
    pixelAspect: decoded.pixelAspect,
    notes: () => notes,
    read: async (into) => {
      if (into.length !== size) throw new RangeError(`A frame has ${size} bytes; the slot has ${into.length}.`);
      const limitMs = (source.stallMs ?? stallMs) + (count === 0 ? leadInMs(source.facts) : 0);
      let stalled = false;
      const timer = setTimeout(() => {
        stalled = true;
        void close();
      }, limitMs);
      try {
        return await readFrame(into);
      } catch (error) {
        throw stalled
          ? permanent(
              'DECODE_FAILED',
              `ffmpeg gave no frame for ${limitMs / 1000} s after ${count} frames; it was ended.`,
            )
          : error;
      } finally {
        clearTimeout(timer);
      }
    },
    timestamps: () => Float64Array.from(times.ticks().slice(0, count), secondsOf),
    timeOf: (frame) => secondsOf(times.ticks()[frame] ?? Number.NaN),
    close,
  };
}

function layoutOf(decoded: DecodedFacts, rotation: FrameLayout['rotation']): FrameLayout {
  return {
    width: decoded.width,
    height: decoded.height,
    pixels: decoded.plan.pixels,
    matrix: matrixOf(decoded.colour.matrix),
    fullRange: decoded.colour.fullRange === true,
    rotation,
  };
}

/** ffmpeg's reading: whatever is neither BT.709 nor BT.2020 is read with BT.601's numbers, untagged included. */
function matrixOf(tag: string | undefined): FrameLayout['matrix'] {
  if (tag === 'bt709') return 'bt709';
  return tag === 'bt2020nc' || tag === 'bt2020c' ? 'bt2020' : 'bt601';
}

function layoutNotes(decoded: DecodedFacts): string[] {
  const notes = [];
  if (decoded.plan.grey) notes.push('The grey video becomes a colour one (yuv444p).');
  if (decoded.interlaced) notes.push('The video is interlaced; its frames are processed whole and marked progressive.');
  return notes;
}

/** What may pass before the first frame of a piece where all that lies before it is decoded: as long as it lasts. */
const leadInMs = ({ piece }: VideoFacts): number =>
  piece === undefined || piece.seekS !== undefined || piece.enterAt !== undefined ? 0 : piece.startS * 1000;
