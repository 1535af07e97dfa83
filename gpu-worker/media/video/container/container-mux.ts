import { type FileHandle, open } from 'node:fs/promises';
import {
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  type Input,
  type InputAudioTrack,
  Mp4OutputFormat,
  Output,
  StreamTarget,
  type StreamTargetChunk,
} from 'mediabunny';
import { FacelineError, permanent, transient } from '../../../errors.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import { type Lane, writeInterleaved } from '../interleave.ts';
import { rankOf, trackClock } from '../track-clock.ts';
import { type PixelAspect, type SoundRange, soundRange, type VideoFacts } from '../video-facts.ts';
import { carriedAudio, soundPackets } from './container-audio.ts';
import { isSystemError, withInput } from './container-input.ts';
import { packetHeaders, scanPackets } from './container-scan.ts';
import { carriedTags } from './container-tags.ts';

interface MuxRequest {
  /** The encoder's temporary file; frame n of the film is the n-th in display order. */
  readonly encodedPath: string;
  readonly sourcePath: string;
  readonly facts: VideoFacts;
  /** Times of all frames in display order, seconds from the result's start. */
  readonly timestamps: Float64Array;
  /** The decoder's; the container's own is rounded to whole pixels. */
  readonly pixelAspect?: PixelAspect;
  readonly outPath: string;
  /** Says in the file's comment what was done to it. */
  readonly label?: string;
  readonly signal?: AbortSignal | undefined;
}

interface MuxResult {
  /** What was dropped, each a sentence. */
  readonly notes: readonly string[];
  /** Numbers (1-based) of the source's audio tracks that an mp4 cannot carry. */
  readonly droppedAudio: readonly number[];
  /** From the first frame's start to the last one's end, as written. */
  readonly durationS: number;
}

/**
 * Writes the finished mp4, index first: the new pictures under the source's times, rotation and pixel aspect, the
 * source's sound packets as they are (of a piece, those that are heard in it), its tags as far as an mp4 has them. Reads
 * and writes packet by packet.
 * @throws FacelineError OUTPUT_CONTRACT where frames and times do not match, SCRATCH_FULL
 */
export async function muxVideo(request: MuxRequest): Promise<MuxResult> {
  const file = await open(request.outPath, 'w');
  try {
    return await withInput(request.encodedPath, (encoded) =>
      withInput(request.sourcePath, (source) => mux(encoded, source, file, request)),
    );
  } catch (thrown) {
    if (isSystemError(thrown) && (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT')) {
      throw transient('SCRATCH_FULL', `No space is left for the finished video: ${thrown.message}`, thrown);
    }
    throw thrown;
  } finally {
    await file.close();
  }
}

async function mux(encoded: Input, source: Input, file: FileHandle, request: MuxRequest): Promise<MuxResult> {
  const { facts } = request;
  const range = soundRange(facts);
  const format = new Mp4OutputFormat({ fastStart: 'reserve' });
  // The library's own target takes a write that was cut short for a whole one.
  const stream = new WritableStream<StreamTargetChunk>({
    write: ({ data, position }) => writeWhole(file, data, position),
  });
  const output = new Output({ format, target: new StreamTarget(stream, { chunked: true }) });
  const lanes: Lane<EncodedPacket>[] = [await videoLane(encoded, output, request)];
  const notes: string[] = [];
  const droppedAudio: number[] = [];
  for (const track of await source.getAudioTracks()) {
    const carried = await carriedAudio(track);
    if (carried === undefined) {
      const codec = await track.getCodec();
      droppedAudio.push(track.number);
      // A codec that even the probe did not know is in the probe's notes already.
      if (codec !== null)
        notes.push(`Audio track ${track.number} (${codec}) cannot be copied into an mp4 and is dropped.`);
      continue;
    }
    const packets = await countSound(track, facts, range);
    if (range !== undefined && packets === 0) {
      droppedAudio.push(track.number);
      notes.push(`Audio track ${track.number} is silent in this piece and is left out.`);
      continue;
    }
    const { codec, config } = carried;
    const name = await track.getName();
    const first = await new EncodedPacketSink(track).getFirstPacket();
    const lane = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(lane, {
      languageCode: await track.getLanguageCode(),
      ...(name === null ? {} : { name }),
      disposition: await track.getDisposition(),
      maximumPacketCount: Math.max(1, packets),
      decoderConfig: config,
      // AAC of transport streams describes itself in its packets only.
      ...(first === null ? {} : { primingPacket: first }),
    });
    lanes.push({
      packets: shifted(soundPackets(track, range), range?.fromS ?? facts.startS),
      add: (packet, isFirst) => lane.add(packet, isFirst ? { decoderConfig: config } : undefined),
    });
  }
  const tags = carriedTags(await source.getMetadataTags(), request.label);
  output.setMetadataTags(tags.tags);
  notes.push(...tags.notes);
  try {
    await output.start();
    await writeInterleaved(lanes, request.signal);
    await output.finalize();
  } catch (thrown) {
    await output.cancel().catch(() => {});
    if (thrown instanceof FacelineError || isSystemError(thrown) || request.signal?.aborted === true) throw thrown;
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    throw permanent('OUTPUT_CONTRACT', `The mp4 could not be written: ${text}`, thrown);
  }
  const { timestamps } = request;
  const durationS = (timestamps.at(-1) ?? 0) + facts.lastFrameS - (timestamps[0] ?? 0);
  return { notes, droppedAudio, durationS };
}

/** Of a piece they are counted by the decoder's clock, which the probe did not know: it may be a part of a frame off. */
async function countSound(track: InputAudioTrack, { audio }: VideoFacts, range: SoundRange | undefined) {
  if (range === undefined) return audio.find(({ number }) => number === track.number)?.packets ?? 0;
  let packets = 0;
  for await (const _ of soundPackets(track, range, { metadataOnly: true })) packets += 1;
  return packets;
}

async function videoLane(encoded: Input, output: Output, request: MuxRequest): Promise<Lane<EncodedPacket>> {
  const { facts, timestamps, pixelAspect = facts.pixelAspect } = request;
  const [track] = await encoded.getVideoTracks();
  const config = await track?.getDecoderConfig();
  const codec = await track?.getCodec();
  if (track === undefined || !config || codec === null || codec === undefined) {
    throw permanent('OUTPUT_CONTRACT', 'The encoder left no readable video.');
  }
  const encodedTimes = (await scanPackets(packetHeaders(track), await encoded.source.getSize())).timestamps;
  if (encodedTimes.length !== timestamps.length) {
    throw permanent('OUTPUT_CONTRACT', `${timestamps.length} frames went in, ${encodedTimes.length} were encoded.`);
  }
  const lane = new EncodedVideoPacketSource(codec);
  const { colorSpace, ...uncoloured } = config;
  const isTagged = Boolean(colorSpace?.primaries && colorSpace.transfer && colorSpace.matrix);
  const decoderConfig = {
    ...uncoloured,
    // An untagged video stays untagged; what the stream itself says is in its own headers anyway.
    ...(isTagged && colorSpace ? { colorSpace } : {}),
    displayAspectWidth: (config.codedWidth ?? facts.width) * pixelAspect.num,
    displayAspectHeight: (config.codedHeight ?? facts.height) * pixelAspect.den,
  };
  const clock = trackClock(facts.ticksPerSecond);
  output.addVideoTrack(lane, {
    rotation: facts.rotation,
    flip: facts.mirrored,
    // Makes the track count in the source's own ticks: the times below are whole numbers of them, none is rounded.
    ...(clock === undefined ? {} : { frameRate: clock }),
    maximumPacketCount: timestamps.length,
    decoderConfig,
  });
  const sink = new EncodedPacketSink(track);
  return {
    packets: retimed(sink.packets(), (time) => rankOf(time, encodedTimes), timestamps, facts.lastFrameS),
    add: (packet, isFirst) => lane.add(packet, isFirst ? { decoderConfig } : undefined),
  };
}

async function* retimed(
  packets: AsyncIterable<EncodedPacket>,
  numberOf: (time: number) => number,
  timestamps: Float64Array,
  lastFrameS: number,
): AsyncGenerator<EncodedPacket> {
  for await (const packet of packets) {
    const number = numberOf(packet.timestamp);
    const timestamp = timestamps[number];
    if (timestamp === undefined) throw permanent('OUTPUT_CONTRACT', `Encoded frame ${number} has no time of its own.`);
    const next = timestamps[number + 1];
    yield packet.clone({ timestamp, duration: next === undefined ? lastFrameS : Math.max(0, next - timestamp) });
  }
}

async function* shifted(packets: AsyncIterable<EncodedPacket>, byS: number): AsyncGenerator<EncodedPacket> {
  for await (const packet of packets) {
    yield byS === 0 ? packet : packet.clone({ timestamp: packet.timestamp - byS });
  }
}
