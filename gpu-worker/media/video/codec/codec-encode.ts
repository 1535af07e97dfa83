import type { Writable } from 'node:stream';
import { permanent, transient } from '../../../errors.ts';
import type { Provider } from '../../../inference/inference-settings.ts';
import { type FrameLayout, frameBytes } from '../../../pixels/frame-layout.ts';
import { encodedSize, extendFrame } from '../extend-frame.ts';
import type { ColourTags, PixelAspect } from '../video-facts.ts';
import { canUseNvenc } from './codec-nvenc.ts';
import { type Ffmpeg, startChild } from './codec-process.ts';

export interface EncodeRequest {
  readonly ffmpeg: Ffmpeg;
  /** Temporary mp4 of the pictures only, at a constant rate; muxVideo gives the frames their own times. */
  readonly path: string;
  readonly layout: FrameLayout;
  readonly colour: ColourTags;
  readonly pixelAspect: PixelAspect;
  /** Average frames a second of the source; steers x264's rate control, nothing else. */
  readonly framesPerS: number;
  /** Constant rate factor, 0 (lossless) to 51. */
  readonly crf: number;
  /** x264's speed preset. */
  readonly preset: string;
  /** `cuda` encodes by NVENC where the build and the card can. */
  readonly provider: Provider;
  /** Encoder threads; ffmpeg's own choice when absent. */
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Encoder {
  readonly name: 'libx264' | 'h264_nvenc';
  /** Size of the encoded picture; one larger than the source's where that is odd. */
  readonly width: number;
  readonly height: number;
  /** What is changed by encoding, each a sentence. */
  readonly notes: readonly string[];
  /**
   * Hands over one frame of the layout. The memory may be used again once the promise resolves, which is when ffmpeg
   * has taken it: a slow encoder holds its writer back. One call at a time.
   * @throws FacelineError ENCODE_FAILED, SCRATCH_FULL; the signal's reason when it fired
   */
  readonly write: (frame: Uint8Array) => Promise<void>;
  /** Waits for the finished file. @throws as write */
  readonly finish: () => Promise<{ readonly frames: number }>;
  /** Ends ffmpeg, whatever it is doing. */
  readonly close: () => Promise<void>;
}

/**
 * Starts an H.264 encoder with closed groups of pictures, tagged and ranged as the source is.
 * @throws FacelineError ENCODE_FAILED
 */
export async function openEncoder(request: EncodeRequest): Promise<Encoder> {
  const { layout, ffmpeg, signal } = request;
  const wantsNvenc = request.provider === 'cuda' && layout.pixels === 'yuv420p' && request.crf > 0;
  const name = wantsNvenc && (await canUseNvenc(ffmpeg)) ? 'h264_nvenc' : 'libx264';
  const { width, height } = encodedSize(layout);
  const size = frameBytes(layout);
  const extended =
    width === layout.width && height === layout.height
      ? undefined
      : new Uint8Array(size + (width * height - layout.width * layout.height));
  const running = startChild(ffmpeg.path, encodeArgs(request, name, width, height), {
    env: ffmpeg.env,
    stdin: 'pipe',
    stdout: 'ignore',
    signal,
  });
  const { stdin } = running.child;
  if (stdin === null) throw new Error('A child process was started without its pipes.');
  // A broken pipe is told by the write that met it, and by the exit code.
  stdin.on('error', () => {});
  let count = 0;

  const fail = async (): Promise<never> => {
    await running.kill();
    signal?.throwIfAborted();
    const words = running.lastWords();
    const { problem } = await running.ended;
    if (/No space left on device|Disk quota exceeded/i.test(words)) {
      throw transient('SCRATCH_FULL', `No space is left for the encoded video after ${count} frames: ${words}`);
    }
    throw permanent(
      'ENCODE_FAILED',
      `${name} failed after ${count} frames: ${words || problem?.message || 'it said nothing'}`,
    );
  };

  return {
    name,
    width,
    height,
    notes:
      extended === undefined
        ? []
        : [
            `The odd size ${layout.width}×${layout.height} is encoded as ${width}×${height}: the last pixels are repeated.`,
          ],
    write: async (frame) => {
      if (frame.length !== size) throw new RangeError(`A frame has ${size} bytes; this one has ${frame.length}.`);
      if (extended !== undefined) extendFrame(frame, layout, extended);
      const whole = await writeAll(stdin, extended ?? frame);
      signal?.throwIfAborted();
      if (!whole) {
        // Its own words come before ours: they are complete once it has ended.
        await running.ended;
        await fail();
      }
      count++;
    },
    finish: async () => {
      stdin.end();
      const { code } = await running.ended;
      signal?.throwIfAborted();
      // A full disk at the very end is an error in words only: ffmpeg 5 exits with 0.
      if (code !== 0 || /^Error (writing trailer|closing file)/m.test(running.lastWords())) await fail();
      return { frames: count };
    },
    close: () => running.kill(),
  };
}

/** Resolves when the pipe has taken all bytes; false when the reader is gone. */
function writeAll(stream: Writable, bytes: Uint8Array): Promise<boolean> {
  if (!stream.writable) return Promise.resolve(false);
  return new Promise((resolve) => {
    stream.write(bytes, (error) => resolve(error === undefined || error === null));
  });
}

function encodeArgs(request: EncodeRequest, name: Encoder['name'], width: number, height: number): string[] {
  const { layout, crf, preset, path, threads } = request;
  const rate = encodeRate(request.framesPerS);
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'error', '-y'],
    ...['-f', 'rawvideo', '-pix_fmt', layout.pixels, '-video_size', `${width}x${height}`],
    ...['-framerate', String(rate), '-i', 'pipe:0', '-vf', tagFilter(request)],
    ...(name === 'libx264'
      ? ['-c:v', 'libx264', '-preset', preset, '-crf', String(crf)]
      : ['-c:v', 'h264_nvenc', '-preset', 'p5', '-rc', 'vbr', '-cq', String(crf), '-b:v', '0', '-strict_gop', '1']),
    ...['-pix_fmt', layout.pixels, ...rangeArgs(request.colour)],
    ...(threads === undefined ? [] : ['-threads', String(threads)]),
    ...['-map_metadata', '-1', '-f', 'mp4', `file:${path}`],
  ];
}

/** Whole frames a second, so that a frame's number is its time in the temporary file times this. */
export const encodeRate = (framesPerS: number): number => Math.min(240, Math.max(1, Math.round(framesPerS) || 25));

/** Marks the raw frames as what they are: the encoder writes the marks into its stream, nothing is converted. */
function tagFilter({ colour, pixelAspect }: EncodeRequest): string {
  const tags = [
    `range=${colour.fullRange === true ? 'pc' : colour.fullRange === false ? 'tv' : 'unknown'}`,
    `color_primaries=${colour.primaries ?? 'unknown'}`,
    `color_trc=${colour.transfer ?? 'unknown'}`,
    `colorspace=${colour.matrix ?? 'unknown'}`,
  ];
  return `setparams=${tags.join(':')},setsar=${pixelAspect.num}/${pixelAspect.den}`;
}

/** Full range must be named at the output too, or a later ffmpeg would convert what it takes for limited. */
const rangeArgs = (colour: ColourTags): string[] =>
  colour.fullRange === undefined ? [] : ['-color_range', colour.fullRange ? 'pc' : 'tv'];
