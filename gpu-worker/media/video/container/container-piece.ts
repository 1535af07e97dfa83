import {
  type EncodedPacket,
  EncodedPacketSink,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
} from 'mediabunny';
import { permanent } from '../../../errors.ts';
import {
  beginOf,
  mostReordered,
  type PieceFacts,
  type PieceWish,
  pickPiece,
  pieceIsOver,
  pieceNotes,
  pieceOutside,
} from '../piece.ts';
import { tablesBefore } from '../stream-tables.ts';
import type { VideoFacts } from '../video-facts.ts';
import { soundPackets } from './container-audio.ts';
import { isPassedOver, noPackets, type PacketScan, packetHeaders, scanPackets } from './container-scan.ts';

/** What the packets of a file, or of a piece of it, say. */
export interface SourceScan {
  /** The container's clock at the file's start. */
  readonly startS: number;
  /** Of the shown frames in display order, seconds from the file's start. */
  readonly timestamps: Float64Array;
  readonly lastFrameS: number;
  /** One an audio track, in the container's clock. */
  readonly audio: readonly PacketScan[];
  readonly piece?: PieceFacts;
  readonly notes: readonly string[];
}

/** The tracks that count, and how their times are read. */
export interface ScannedTracks {
  readonly container: VideoFacts['container'];
  readonly video: InputVideoTrack;
  readonly audio: readonly InputAudioTrack[];
  readonly fileBytes: number;
  readonly path: string;
}

/**
 * Finds a piece without reading more of the file than it has to: from the key frame before it to where no frame of it
 * can come any more.
 * @throws FacelineError PIECE_OUTSIDE, and as scanPackets
 */
export async function scanPiece(tracks: ScannedTracks, wish: PieceWish): Promise<SourceScan> {
  const { container, video, fileBytes } = tracks;
  const startS = container === 'mpegts' ? await clockStart(tracks) : 0;
  const ticksPerSecond = await video.getTimeResolution();
  const inFile = (timeS: number) => Math.round((timeS - startS) * ticksPerSecond) / ticksPerSecond;
  const isShown = (timeS: number): boolean => container !== 'mov' || timeS >= 0;
  const head = await scanHead(video, fileBytes, isShown);
  const [storedStartS, sourceStartS] = [inFile(head[0] ?? startS), inFile(head.find(isShown) ?? startS)];
  const key = await keyBefore(video, startS + beginOf(wish));
  const isOver = pieceIsOver(wish, startS);
  const scan = await scanPackets(until(packetHeaders(video, key?.packet), isOver), fileBytes);
  if (scan.timestamps.length === 0) throw permanent('SOURCE_UNREADABLE', 'The video track holds no frames.');
  const shown = scan.timestamps.map(inFile).filter(isShown);
  const { first, end } = pickPiece(shown, wish);
  const timestamps = shown.slice(first, end);
  const [begin, last] = [timestamps[0], timestamps.at(-1)];
  const nextS = shown[end];
  const lastFrameS = nextS === undefined ? lastDuration(shown, inFile(scan.endS)) : nextS - (last ?? 0);
  const endS = (last ?? 0) + lastFrameS;
  if (begin === undefined || ('atS' in wish && nextS === undefined && wish.atS >= endS)) {
    throw pieceOutside(wish, inFile(await video.computeDuration()));
  }
  const audio: PacketScan[] = [];
  const range = { fromS: startS + begin, toS: startS + endS };
  for (const track of tracks.audio) {
    const isDropped = await isPassedOver(container, track);
    const packets = soundPackets(track, range, { metadataOnly: true });
    audio.push(isDropped ? noPackets : await scanPackets(packets, fileBytes));
  }
  const start = key === undefined || key.isFirst ? {} : await startAt(tracks, key.packet);
  return {
    ...{ startS, timestamps, lastFrameS, audio },
    piece: { ...start, sourceStartS, storedStartS, startS: begin, endS },
    notes: nextS === undefined ? pieceNotes(wish, timestamps.length, endS) : [],
  };
}

/** A last packet without a duration stands as long as the others on average; a lone one 1/25 s. */
export function lastDuration(timestamps: Float64Array, endS: number): number {
  const [first = 0, last = 0] = [timestamps[0], timestamps.at(-1)];
  if (endS > last) return endS - last;
  return timestamps.length > 1 ? (last - first) / (timestamps.length - 1) : 0.04;
}

/** The last packet, not after a time of the container's clock, from which decoding can begin. */
async function keyBefore(track: InputVideoTrack, timeS: number) {
  const sink = new EncodedPacketSink(track);
  const packet = await sink.getKeyPacket(timeS, { verifyKeyPackets: true });
  if (packet === null) return undefined;
  const first = await sink.getFirstPacket({ metadataOnly: true });
  return { packet, isFirst: packet.sequenceNumber === first?.sequenceNumber };
}

/** Where decoding begins so that a key frame is the first whole one. */
async function startAt({ container, path }: ScannedTracks, key: EncodedPacket) {
  if (container !== 'mpegts') return { seekS: key.timestamp };
  // The library numbers the packets of a transport stream by their place in the file; what comes out is checked.
  const enterAt = await tablesBefore(path, key.sequenceNumber);
  return enterAt === undefined ? {} : { enterAt };
}

async function clockStart({ video, audio, fileBytes }: ScannedTracks): Promise<number> {
  const firsts: number[] = [];
  for (const track of [video, ...audio]) firsts.push(...(await scanHead(track, fileBytes)).slice(0, 1));
  return Math.min(...firsts);
}

/** Times of a track's first packets, ascending; at least so many that count that the earliest of these is among them. */
async function scanHead(track: InputTrack, fileBytes: number, counts = (_timeS: number): boolean => true) {
  let left = mostReordered;
  const isOver = ({ timestamp }: EncodedPacket): boolean => counts(timestamp) && --left < 0;
  return (await scanPackets(until(packetHeaders(track), isOver), fileBytes)).timestamps;
}

async function* until(packets: AsyncGenerator<EncodedPacket>, isOver: (packet: EncodedPacket) => boolean) {
  for await (const packet of packets) {
    if (isOver(packet)) return;
    yield packet;
  }
}
