import {
  EncodedPacketSink,
  type Input,
  type InputAudioTrack,
  type InputVideoTrack,
  MATROSKA,
  MPEG_TS,
} from 'mediabunny';
import { permanent } from '../../../errors.ts';
import { ffmpegColourName } from '../colour-tags.ts';
import { beginOf, type PieceWish, pieceOutside } from '../piece.ts';
import type { RemoteMedia } from '../random-access.ts';
import type { AudioFacts, ColourTags, PictureLimits, VideoFacts } from '../video-facts.ts';
import { withInput, withRemoteInput } from './container-input.ts';
import { lastDuration, type ScannedTracks, type SourceScan, scanPiece } from './container-piece.ts';
import { isPassedOver, noPackets, type PacketScan, packetHeaders, scanPackets } from './container-scan.ts';

const mostTracks = 64;
/** Codecs that reach ffmpeg's decoders; anything else in a video track is refused. */
const knownCodecs = new Set(['avc', 'hevc', 'vp8', 'vp9', 'av1', 'prores']);
const hdrTransfers = new Set(['pq', 'hlg']);
const pictureCodecs = /jpe?g|png|gif|bmp|tiff|webp|^mjp/i;

/**
 * Reads what the container says of a video, and refuses what is not plainly one before any decoder sees a byte.
 * Reads packet headers of the whole file by ranges; memory grows by 8 bytes a frame. Of a piece only those around it.
 *
 * @param wish what of it is to be worked on; absent: all of it
 * @throws FacelineError PIECE_OUTSIDE, SOURCE_NOT_MEDIA, SOURCE_UNREADABLE, SOURCE_NO_VIDEO, SOURCE_TOO_LARGE,
 *   SOURCE_UNSUPPORTED, all permanent
 */
export async function probeVideo(path: string, limits: PictureLimits, wish?: PieceWish): Promise<VideoFacts> {
  return withInput(path, async (input) => {
    const format = await input.getFormat();
    const container =
      format === MPEG_TS ? 'mpegts' : format.name === MATROSKA.name || format.name === 'WebM' ? 'matroska' : 'mov';
    const { videoTracks, track, width, height, colour } = await readHeader(input, limits);
    if ((await track.canBeTransparent()) && (await carriesAlpha(track))) {
      throw permanent('SOURCE_UNSUPPORTED', 'The video has an alpha channel, which is not carried through.');
    }

    const audioTracks = await input.getAudioTracks();
    const tracks = {
      container,
      video: track,
      audio: audioTracks,
      fileBytes: await input.source.getSize(),
      path,
    } as const;
    const scan = wish === undefined ? await scanWhole(input, tracks) : await scanPiece(tracks, wish);
    const { startS, timestamps, lastFrameS, piece } = scan;

    const audio: AudioFacts[] = [];
    for (const [index, each] of audioTracks.entries()) audio.push(await audioFacts(each, scan.audio[index], startS));
    return {
      container,
      streamMap: container === 'matroska' ? `0:v:${track.number - 1}` : `0:i:${track.id}`,
      width,
      height,
      rotation: await track.getRotation(),
      mirrored: await track.getFlip(),
      pixelAspect: await track.getPixelAspectRatio(),
      codec: (await track.getCodec()) ?? 'unknown',
      colour,
      ticksPerSecond: await track.getTimeResolution(),
      timestamps,
      lastFrameS,
      durationS: (timestamps.at(-1) ?? 0) + lastFrameS - (timestamps[0] ?? 0),
      startS,
      audio,
      ...(piece === undefined ? {} : { piece }),
      notes: [...notesOf(videoTracks.length, audio), ...scan.notes],
    };
  });
}

async function scanWhole(input: Input, { container, video, audio, fileBytes }: ScannedTracks): Promise<SourceScan> {
  const scan = await scanPackets(packetHeaders(video), fileBytes);
  if (scan.timestamps.length === 0) throw permanent('SOURCE_UNREADABLE', 'The video track holds no frames.');
  const audioScans: PacketScan[] = [];
  for (const track of audio) {
    const isDropped = await isPassedOver(container, track);
    audioScans.push(isDropped ? noPackets : await scanPackets(packetHeaders(track), fileBytes));
  }

  const scans = [scan, ...audioScans];
  const firsts = scans.flatMap((each) => each.timestamps.slice(0, 1)[0] ?? []);
  const startS = container === 'mpegts' ? Math.min(...firsts) : 0;
  const ticksPerSecond = await video.getTimeResolution();
  const toTicks = (seconds: number) => Math.round((seconds - startS) * ticksPerSecond) / ticksPerSecond;
  // Packets before time 0 are cut away by an edit list: decoded, never shown.
  const shown = container === 'mov' ? scan.timestamps.filter((time) => time >= 0) : scan.timestamps;
  const timestamps = startS === 0 ? shown : shown.map(toTicks);
  await refuseCutShort(input, container, Math.max(...scans.map(({ endS }) => endS)));
  return { startS, timestamps, lastFrameS: lastDuration(timestamps, toTicks(scan.endS)), audio: audioScans, notes: [] };
}

/**
 * Refuses by its header what {@link probeVideo} would refuse by it, without a file and without looking at packets. A
 * piece is held against the length that the header promises, where it promises one.
 * @throws FacelineError as probeVideo, and as the remote media's reads
 */
export const checkHeader = (remote: RemoteMedia, limits: PictureLimits, wish?: PieceWish): Promise<void> =>
  withRemoteInput(remote, async (input) => {
    const { track } = await readHeader(input, limits);
    if (wish === undefined || beginOf(wish) === 0) return;
    const promisedS = await input.getDurationFromMetadata([track]);
    if (promisedS !== null && promisedS > 0 && beginOf(wish) >= promisedS) throw pieceOutside(wish, promisedS);
  });

async function readHeader(input: Input, limits: PictureLimits) {
  const tracks = await input.getTracks();
  if (tracks.length > mostTracks) {
    throw permanent('SOURCE_UNSUPPORTED', `The file has ${tracks.length} tracks; at most ${mostTracks} are read.`);
  }
  const videoTracks = await input.getVideoTracks();
  const track = await pickVideoTrack(input, videoTracks);
  const { width, height } = await checkedSize(track, limits);
  return { videoTracks, track, width, height, colour: await readColour(track) };
}

async function pickVideoTrack(input: Input, tracks: readonly InputVideoTrack[]): Promise<InputVideoTrack> {
  for (const track of tracks) {
    const codec = await track.getCodec();
    if (codec !== null && knownCodecs.has(codec)) return track;
  }
  const [first] = tracks;
  if (first !== undefined) {
    const id = String(await first.getInternalCodecId());
    if (pictureCodecs.test(id) || (await isSinglePicture(first))) {
      throw permanent('SOURCE_NO_VIDEO', `The only picture is cover art or a still (${id}), not a video.`);
    }
    throw permanent(
      'SOURCE_UNSUPPORTED',
      `The video codec "${id}" is not supported; expected H.264, HEVC, VP8, VP9, AV1 or ProRes.`,
    );
  }
  const images = (await input.getMetadataTags()).images ?? [];
  throw permanent(
    'SOURCE_NO_VIDEO',
    images.length > 0 ? 'The file has cover art but no video track.' : 'The file has no video track.',
  );
}

async function isSinglePicture(track: InputVideoTrack): Promise<boolean> {
  const sink = new EncodedPacketSink(track);
  const first = await sink.getFirstPacket({ metadataOnly: true });
  return first === null || (await sink.getNextPacket(first, { metadataOnly: true })) === null;
}

async function checkedSize(track: InputVideoTrack, limits: PictureLimits) {
  const width = await track.getCodedWidth();
  const height = await track.getCodedHeight();
  if (!(width > 0 && height > 0)) {
    throw permanent('SOURCE_UNREADABLE', `The video claims to measure ${width}×${height} pixels.`);
  }
  if (Math.max(width, height) > limits.maxSidePx || width * height > limits.maxPixels) {
    throw permanent(
      'SOURCE_TOO_LARGE',
      `The video measures ${width}×${height}; at most ${limits.maxSidePx} pixels a side and ${limits.maxPixels} in all are taken.`,
    );
  }
  return { width, height };
}

async function readColour(track: InputVideoTrack): Promise<ColourTags> {
  const { primaries, transfer, matrix, fullRange } = await track.getColorSpace();
  if (typeof transfer === 'string' && hdrTransfers.has(transfer)) {
    throw permanent('SOURCE_UNSUPPORTED', `The video is HDR (${transfer}); only 8-bit SDR video is taken.`);
  }
  return {
    ...(primaries ? { primaries: ffmpegColourName(primaries) } : {}),
    ...(transfer ? { transfer: ffmpegColourName(transfer) } : {}),
    ...(matrix ? { matrix: ffmpegColourName(matrix) } : {}),
    ...(typeof fullRange === 'boolean' ? { fullRange } : {}),
  };
}

async function carriesAlpha(track: InputVideoTrack): Promise<boolean> {
  const packet = await new EncodedPacketSink(track).getFirstPacket();
  return packet?.sideData.alpha !== undefined;
}

/** Matroska ends anywhere without a parse error; the promised duration tells. A transport stream promises none. */
async function refuseCutShort(input: Input, container: VideoFacts['container'], endS: number): Promise<void> {
  if (container !== 'matroska') return;
  const promisedS = await input.getDurationFromMetadata();
  if (promisedS !== null && promisedS - endS > Math.max(1, promisedS * 0.02)) {
    throw permanent(
      'SOURCE_UNREADABLE',
      `The file is cut short: it promises ${promisedS.toFixed(2)} s and ends after ${endS.toFixed(2)} s.`,
    );
  }
}

async function audioFacts(track: InputAudioTrack, scan: PacketScan | undefined, startS: number): Promise<AudioFacts> {
  return {
    number: track.number,
    codec: (await track.getCodec()) ?? undefined,
    codecId: String(await track.getInternalCodecId()),
    language: await track.getLanguageCode(),
    packets: scan?.timestamps.length ?? 0,
    startS: (scan?.timestamps[0] ?? startS) - startS,
    endS: Math.max(0, (scan?.endS ?? 0) - startS),
  };
}

function notesOf(videoTracks: number, audio: readonly AudioFacts[]): string[] {
  const notes = [];
  if (videoTracks > 1)
    notes.push(`The file has ${videoTracks} video tracks; one is processed, the others are dropped.`);
  for (const track of audio) {
    if (track.codec === undefined) {
      notes.push(`Audio track ${track.number} (${track.codecId}) cannot be copied into an mp4 and is dropped.`);
    }
  }
  return notes;
}
