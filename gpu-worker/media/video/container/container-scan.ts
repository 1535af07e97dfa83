import { type EncodedPacket, EncodedPacketSink, type InputAudioTrack, type InputTrack } from 'mediabunny';
import { permanent } from '../../../errors.ts';
import type { VideoFacts } from '../video-facts.ts';

/** A day at 60 frames a second is 5 million; a file that claims more lies, and counting it would not end. */
const mostPackets = 20_000_000;

export interface PacketScan {
  /** Ascending, in the container's own clock, seconds. */
  readonly timestamps: Float64Array;
  /** Latest end of a packet, seconds. */
  readonly endS: number;
}

/** All packets of a track in decode order, without their bytes. */
export const packetHeaders = (track: InputTrack, start?: EncodedPacket): AsyncGenerator<EncodedPacket> =>
  new EncodedPacketSink(track).packets(start, undefined, { metadataOnly: true });

export const noPackets: PacketScan = { timestamps: new Float64Array(), endS: 0 };

/** Of sound that nobody knows an mp4's tables were checked as if it were plain, and it is dropped anyway. */
export const isPassedOver = async (container: VideoFacts['container'], sound: InputAudioTrack): Promise<boolean> =>
  container === 'mov' && (await sound.getCodec()) === null;

/**
 * Times of packets. Reads headers only; 8 bytes of memory a packet.
 * @param packets of one track
 * @throws FacelineError SOURCE_UNREADABLE where packets claim more bytes than the file has, SOURCE_TOO_LARGE
 */
export async function scanPackets(packets: AsyncIterable<EncodedPacket>, fileBytes: number): Promise<PacketScan> {
  let times = new Float64Array(1024);
  let count = 0;
  let endS = Number.NEGATIVE_INFINITY;
  let bytes = 0;
  for await (const packet of packets) {
    if (count === mostPackets) {
      throw permanent('SOURCE_TOO_LARGE', `A track claims more than ${mostPackets} packets; cut the film into parts.`);
    }
    if (count === times.length) {
      const larger = new Float64Array(times.length * 2);
      larger.set(times);
      times = larger;
    }
    times[count++] = packet.timestamp;
    endS = Math.max(endS, packet.timestamp + packet.duration);
    bytes += packet.byteLength;
    if (bytes > fileBytes) {
      throw permanent('SOURCE_UNREADABLE', 'The file is cut short: its packets claim more bytes than it has.');
    }
  }
  return { timestamps: times.slice(0, count).sort(), endS: count === 0 ? 0 : endS };
}
