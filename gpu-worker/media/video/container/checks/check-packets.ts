import { permanent } from '../../../../errors.ts';
import type { ByteWindow } from './byte-window.ts';
import type { Look } from './check-boxes.ts';
import { packetBytes, packetStride, strideBytes } from './packet-stride.ts';

/** The parser gathers what lies between two starts of a stream, and looks through it for pictures. */
const mostUnitBytes = 8_000_000;
/** The parser goes through the file once for each. */
const mostStreams = 64;
/** In a look for the header: every stream has begun by then, and those of picture and sound more than once. */
const headerBytes = 500_000;

/** A stream as far as it was read. */
interface Stream {
  /** Since its last start. */
  bytes: number;
  starts: number;
  /** Of picture or sound, which come all the time, as texts do not. */
  readonly isSteady: boolean;
}

/**
 * Checks of transport streams that mediabunny does not make.
 * @throws FacelineError SOURCE_UNSUPPORTED
 */
export async function checkPackets(window: ByteWindow, look: Look): Promise<void> {
  const stride = packetStride(await window.read(0, strideBytes));
  if (stride === undefined) return;
  const streams = new Map<number, Stream>();
  for (let position = stride.offset; position + packetBytes <= window.sizeBytes; position += stride.bytes) {
    const packet = await window.read(position, packetBytes);
    countPacket(streams, packet);
    if (look === 'header' && position > headerBytes && [...streams.values()].every(hasEnded)) return;
  }
}

const hasEnded = ({ isSteady, starts }: Stream): boolean => !isSteady || starts > 1;

function countPacket(streams: Map<number, Stream>, packet: Buffer): void {
  const pid = packet.readUInt16BE(1) & 0x1fff;
  const streamId = ((packet[1] ?? 0) & 0x40) === 0 ? undefined : startOf(packet);
  if (streamId !== undefined && !streams.has(pid)) {
    streams.set(pid, { bytes: 0, starts: 0, isSteady: streamId >= 0xc0 && streamId <= 0xef });
  }
  const stream = streams.get(pid);
  if (stream === undefined) return;
  stream.bytes = streamId === undefined ? stream.bytes + packetBytes : packetBytes;
  if (streamId !== undefined) stream.starts++;
  if (stream.bytes > mostUnitBytes) {
    throw permanent('SOURCE_UNSUPPORTED', `A picture of the file has more than ${mostUnitBytes / 1e6} MB.`);
  }
  if (streams.size > mostStreams) {
    throw permanent('SOURCE_UNSUPPORTED', `The file has more than ${mostStreams} streams.`);
  }
}

/** What a packet's payload begins a piece of, by its id; nothing where it begins none. */
function startOf(packet: Buffer): number | undefined {
  const at = ((packet[3] ?? 0) & 0x30) === 0x30 ? 5 + (packet[4] ?? 0) : 4;
  return at + 4 <= packet.length && packet.readUIntBE(at, 3) === 1 ? packet[at + 3] : undefined;
}
