import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { PictureLimits, VideoFacts } from '../video-facts.ts';
import type { Ffmpeg } from './codec-process.ts';

export interface DecodeSource {
  readonly ffmpeg: Ffmpeg;
  readonly path: string;
  readonly facts: VideoFacts;
  readonly limits: PictureLimits;
  /** Decoder threads; ffmpeg's own choice, bounded by the cores, when absent. */
  readonly threads?: number;
  /** How long one frame may take; default {@link stallMs}. */
  readonly stallMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A decoder that is silent for so long hangs: the largest picture takes it a second, a group to skip some more. */
export const stallMs = 60_000;
/** Room for what is no picture: a packet, the tables of a file. */
const leastBlockBytes = 256 * 1024 * 1024;

const decoders = 'h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,prores';

/**
 * Input arguments that bind ffmpeg to what the probe saw: the one demuxer, local files, the known decoders, the pixel
 * limit, and the largest single piece of memory (a picture of 16 bits in four planes). Frames come unrotated and under the container's own clock.
 */
export function inputArgs(source: DecodeSource): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats'],
    ...['-threads', String(source.threads ?? Math.min(8, availableParallelism()))],
    ...['-max_alloc', String(Math.max(leastBlockBytes, 8 * source.limits.maxPixels))],
    ...['-max_pixels', String(source.limits.maxPixels)],
    ...['-noautorotate', '-copyts', '-an', '-sn', '-dn'],
    ...[
      '-protocol_whitelist',
      enterAt(source) === undefined ? 'file,pipe' : 'file,subfile',
      '-format_whitelist',
      source.facts.container,
    ],
    ...['-codec_whitelist:v', decoders],
    ...seekArgs(source.facts),
    ...['-f', source.facts.container, '-i', inputName(source)],
    ...['-map', source.facts.streamMap],
  ];
}

/** Output arguments that keep one output frame for one decoded frame; the option's name changed in ffmpeg 5.1. */
export const keepEveryFrame = (ffmpeg: Ffmpeg): string[] =>
  ffmpeg.major > 5 || ffmpeg.minor >= 1 ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough'];

/**
 * Begins at the key frame before a piece, by the container's own clock. Frames before the piece are decoded and dropped
 * by {@link pieceFilters}: ffmpeg's own dropping goes by rounded times.
 */
const seekArgs = ({ piece }: VideoFacts): string[] =>
  piece?.seekS === undefined
    ? []
    : ['-seek_timestamp', '1', '-noaccurate_seek', '-ss', `${Math.round(piece.seekS * 1e6)}us`];

/** A transport stream is entered at a byte, for it has no index to be sought by. */
function inputName(source: DecodeSource): string {
  const name = `file:${path.resolve(source.path)}`;
  const start = enterAt(source);
  return start === undefined ? name : `subfile,,start,${start},end,0,,:${name}`;
}

const enterAt = ({ facts }: DecodeSource): number | undefined => facts.piece?.enterAt;

/** Filters that let the frames of a piece through and end the work after the last; times are in ticks by then. */
export function pieceFilters(facts: VideoFacts): string[] {
  if (facts.piece === undefined) return [];
  const { first, last } = pieceTicks(facts);
  return [`trim=start_pts=${first}:end_pts=${last + 1}`];
}

/** The container's times of a piece's first and last frame. */
export function pieceTicks({ timestamps, startS, ticksPerSecond }: VideoFacts) {
  const ticks = (timeS: number | undefined): number => Math.round(((timeS ?? 0) + startS) * ticksPerSecond);
  return { first: ticks(timestamps[0]), last: ticks(timestamps.at(-1)) };
}
