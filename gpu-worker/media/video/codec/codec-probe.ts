import { permanent } from '../../../errors.ts';
import { type PixelPlan, planPixels } from '../pixel-format.ts';
import type { ColourTags, PixelAspect } from '../video-facts.ts';
import { type DecodeSource, inputArgs, keepEveryFrame, stallMs } from './codec-input.ts';
import { runCommand } from './codec-process.ts';

/** What the decoder made of the first frame. */
export interface DecodedFacts {
  /** The container's time of that frame in ticks; NaN where it has none. */
  readonly ticks: number;
  readonly width: number;
  readonly height: number;
  readonly plan: PixelPlan;
  readonly colour: ColourTags;
  readonly pixelAspect: PixelAspect;
  readonly interlaced: boolean;
  /** Streams and chapters that are not carried over, each a sentence. */
  readonly notes: readonly string[];
}

const hdrTransfers = new Set(['smpte2084', 'arib-std-b67']);

/**
 * Decodes one frame and reads what came out: the container may say otherwise, or nothing.
 * @throws FacelineError DECODE_FAILED, SOURCE_UNSUPPORTED, SOURCE_TOO_LARGE, all permanent
 */
export async function probeDecoder(source: DecodeSource): Promise<DecodedFacts> {
  const args = [
    ...['-loglevel', 'info', ...inputArgs(source), '-frames:v', '1'],
    ...[
      '-vf',
      `settb=1/${source.facts.ticksPerSecond},showinfo=checksum=0`,
      ...keepEveryFrame(source.ffmpeg),
      '-f',
      'null',
      '-',
    ],
  ];
  const { ffmpeg, signal, stallMs: timeoutMs = stallMs } = source;
  const startedAt = performance.now();
  const { code, stderr } = await runCommand(ffmpeg.path, args, { env: ffmpeg.env, signal, timeoutMs });
  signal?.throwIfAborted();
  if (code === undefined && performance.now() - startedAt >= timeoutMs) {
    throw permanent('DECODE_FAILED', `ffmpeg gave no frame for ${timeoutMs / 1000} s; it was ended.`);
  }
  return parseProbe(stderr, code);
}

/**
 * Reads the log of a one-frame probe.
 * @param code ffmpeg's exit code
 */
export function parseProbe(log: string, code: number | undefined): DecodedFacts {
  const frame = /\bn: *0 .*? fmt:(\S+) .*?sar:(\d+)\/(\d+) s:(\d+)x(\d+) i:(\S)/.exec(log);
  if (frame === null) {
    if (/exceeds specified max pixel count/.test(log)) {
      throw permanent('SOURCE_TOO_LARGE', 'The pictures inside the file are larger than the container says.');
    }
    throw permanent(
      'DECODE_FAILED',
      `ffmpeg decoded not one frame (exit code ${code ?? 'none'}): ${log.trim().split('\n').slice(-3).join(' | ')}`,
    );
  }
  const [, format = '', sarNum, sarDen, width, height, interlacing] = frame;
  const plan = planPixels(format);
  const tags = /color_range:(\S+) color_space:(\S+) color_primaries:(\S+) color_trc:(\S+)/.exec(log);
  const [, range, matrix, primaries, transfer] = tags ?? [];
  if (transfer !== undefined && hdrTransfers.has(transfer)) {
    throw permanent('SOURCE_UNSUPPORTED', `The video is HDR (${transfer}); only 8-bit SDR video is taken.`);
  }
  const fullRange = plan.fullRange || range === 'pc' ? true : range === 'tv' ? false : undefined;
  return {
    ticks: Number(/\bn: *0 pts: *(-?\d+)/.exec(log)?.[1]),
    width: Number(width),
    height: Number(height),
    plan,
    colour: {
      ...(isTag(primaries) ? { primaries } : {}),
      ...(isTag(transfer) ? { transfer } : {}),
      ...(isTag(matrix) ? { matrix } : {}),
      ...(fullRange === undefined ? {} : { fullRange }),
    },
    pixelAspect: Number(sarNum) > 0 ? { num: Number(sarNum), den: Number(sarDen) } : { num: 1, den: 1 },
    interlaced: interlacing === 'T' || interlacing === 'B',
    notes: droppedStreams(log),
  };
}

const isTag = (name: string | undefined): name is string =>
  name !== undefined && name !== 'unknown' && name !== 'reserved' && name !== 'unspecified';

function droppedStreams(log: string): string[] {
  const [inputPart = ''] = log.split(/^Stream mapping:|^Output #0/m);
  const notes: string[] = [];
  for (const match of inputPart.matchAll(/^ *Stream #0:\d+\S*: (Subtitle|Data|Attachment): (.*)$/gm)) {
    const kind = match[1] === 'Subtitle' ? 'subtitle track' : match[1] === 'Data' ? 'data track' : 'attachment';
    const [codec = ''] = (match[2] ?? '').split(/[ ,(]/);
    const [, tag = codec] = /\((\w+) \/ 0x/.exec(match[2] ?? '') ?? [];
    // The text of an mp4's chapters is listed as a data track too; chapters are counted below.
    if (codec === 'bin_data' && tag === 'text') continue;
    // ffmpeg has no name for most data; the container's own says more.
    notes.push(`A ${kind} (${match[1] === 'Data' ? tag : codec}) is not carried over.`);
  }
  const chapters = [...inputPart.matchAll(/^ *Chapter #0:\d+/gm)].length;
  if (chapters > 0) notes.push(`${chapters} chapter marks are not carried over.`);
  return notes;
}
