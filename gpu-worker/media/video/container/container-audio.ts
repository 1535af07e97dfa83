import { createHash } from 'node:crypto';
import {
  type AudioCodec,
  type EncodedPacket,
  EncodedPacketSink,
  type InputAudioTrack,
  Mp4OutputFormat,
  type PacketRetrievalOptions,
} from 'mediabunny';
import type { SoundRange } from '../video-facts.ts';
import { withInput } from './container-input.ts';

interface AudioFingerprint {
  readonly codec: string;
  readonly packets: number;
  /** Of all packets' bytes, one after another. */
  readonly sha256: string;
  /** Seconds, in the container's own clock, in file order. */
  readonly timestamps: Float64Array;
}

const carriable: readonly AudioCodec[] = new Mp4OutputFormat().getSupportedAudioCodecs();

/** The codec and configuration of a track that an mp4 can carry; undefined for one that it cannot. */
export async function carriedAudio(track: InputAudioTrack) {
  const codec = await track.getCodec();
  const config = await track.getDecoderConfig();
  return codec === null || config === null || !carriable.includes(codec) ? undefined : { codec, config };
}

/**
 * A track's packets; of a range those that are heard in it, so that the first may begin before it.
 * @param range absent: the whole track
 */
export async function* soundPackets(
  track: InputAudioTrack,
  range: SoundRange | undefined,
  options: PacketRetrievalOptions = {},
): AsyncGenerator<EncodedPacket> {
  const sink = new EncodedPacketSink(track);
  // What is heard at the beginning; nothing where the sound begins later.
  const start = range === undefined ? null : await sink.getPacket(range.fromS, options);
  for await (const packet of sink.packets(start ?? undefined, undefined, options)) {
    if (range !== undefined && packet.timestamp >= range.toS) return;
    if (range === undefined || packet.timestamp + packet.duration > range.fromS) yield packet;
  }
}

/** Half a tick of the coarsest clock that the output counts in (1/57600 s), plus what a millisecond clock rounds. */
const toleranceS = 1e-3;

/**
 * Fingerprints of the audio tracks that an mp4 can carry, in file order.
 * AAC in transport streams has a transport header before every packet, which an mp4 has not; it is left out.
 * @param range only of what is heard in it, and of tracks that are
 * @throws FacelineError as withInput
 */
export async function fingerprintAudio(path: string, range?: SoundRange): Promise<AudioFingerprint[]> {
  return withInput(path, async (input) => {
    const prints: AudioFingerprint[] = [];
    for (const track of await input.getAudioTracks()) {
      const carried = await carriedAudio(track);
      if (carried === undefined) continue;
      // AAC that brings no description carries one in front of every packet.
      const hasHeaders = carried.codec === 'aac' && carried.config.description === undefined;
      const print = await fingerprint(soundPackets(track, range), carried.codec, hasHeaders);
      if (range === undefined || print.packets > 0) prints.push(print);
    }
    return prints;
  });
}

async function fingerprint(
  packets: AsyncIterable<EncodedPacket>,
  codec: AudioCodec,
  hasHeaders: boolean,
): Promise<AudioFingerprint> {
  const hash = createHash('sha256');
  const times: number[] = [];
  for await (const packet of packets) {
    hash.update(hasHeaders ? withoutAdtsHeader(packet.data) : packet.data);
    times.push(packet.timestamp);
  }
  return { codec, packets: times.length, sha256: hash.digest('hex'), timestamps: Float64Array.from(times) };
}

function withoutAdtsHeader(data: Uint8Array): Uint8Array {
  const isAdts = data[0] === 0xff && ((data[1] ?? 0) & 0xf6) === 0xf0;
  if (!isAdts) return data;
  const hasChecksum = ((data[1] ?? 0) & 1) === 0;
  return data.subarray(hasChecksum ? 9 : 7);
}

/**
 * Compares the sound of an output with its source's.
 * @param startS what the output's clock is behind the source's
 * @param range what of the source's sound the output has; absent: all of it
 * @returns what differs, undefined when every packet and every time is the source's
 */
export async function audioDifference(
  sourcePath: string,
  outputPath: string,
  startS = 0,
  range?: SoundRange,
): Promise<string | undefined> {
  const [source, output] = [await fingerprintAudio(sourcePath, range), await fingerprintAudio(outputPath)];
  if (source.length !== output.length) {
    return `the source has ${source.length} audio tracks, the output ${output.length}`;
  }
  for (const [index, wanted] of source.entries()) {
    const found = output[index];
    const which = `audio track ${index + 1} (${wanted.codec})`;
    if (found === undefined || found.sha256 !== wanted.sha256) return `${which} has other packets than the source's`;
    // Uncompressed sound has no packets of its own: containers group its samples as they like, from the same start.
    const grouped = wanted.codec.startsWith('pcm-');
    if (!grouped && found.packets !== wanted.packets)
      return `${which} has ${found.packets} packets, the source ${wanted.packets}`;
    for (const [at, time] of wanted.timestamps.subarray(0, grouped ? 1 : undefined).entries()) {
      const shift = Math.abs((found.timestamps[at] ?? Number.NaN) - (time - startS));
      if (!(shift <= toleranceS)) return `${which}, packet ${at}, is off by ${shift.toFixed(6)} s`;
    }
  }
  return undefined;
}
