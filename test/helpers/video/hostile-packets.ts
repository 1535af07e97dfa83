import { bytesOf, repeated, zeros } from './mp4-boxes.ts';

const payloadBytes = 184;
const videoStream = 0xe0;
const soundStream = 0xc0;

/** A packet of a transport stream, its payload at the end. */
function packet(pid: number, isStart: boolean, payload: Uint8Array): Buffer {
  const spare = payloadBytes - payload.length;
  const header = Uint8Array.of(0x47, (isStart ? 0x40 : 0) | (pid >> 8), pid & 0xff, spare === 0 ? 0x10 : 0x30);
  if (spare === 0) return bytesOf(header, payload);
  const adaptation = Buffer.alloc(spare, 0xff);
  adaptation[0] = spare - 1;
  if (spare > 1) adaptation[1] = 0;
  return bytesOf(header, adaptation, payload);
}

const mapPid = 0x100;
const programs = packet(
  0,
  true,
  Uint8Array.of(0, 0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | (mapPid >> 8), mapPid & 0xff, 0, 0, 0, 0),
);

/** The table of a film's streams, by their type and PID. */
function programMap(streams: readonly (readonly [type: number, pid: number])[]): Buffer {
  const entries = streams.map(([type, pid]) => Uint8Array.of(type, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0));
  const length = 13 + entries.length * 5;
  const head = Uint8Array.of(0, 2, 0xb0 | (length >> 8), length & 0xff, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0);
  const table = bytesOf(head, entries, zeros(4));
  const pieces = Math.ceil(table.length / payloadBytes);
  const piece = (number: number) => table.subarray(number * payloadBytes, (number + 1) * payloadBytes);
  return bytesOf(Array.from({ length: pieces }, (_, number) => packet(mapPid, number === 0, piece(number))));
}

/** The start of a piece of picture or sound. */
const start = (pid: number, stream: number): Buffer =>
  packet(pid, true, Uint8Array.of(0, 0, 1, stream, 0, 0, 0x80, 0x80, 5, 0x21, 0, 1, 0, 1));
/** Ends of pictures, one after the other, of which the parser makes a packet each. */
const delimiters = Uint8Array.from({ length: payloadBytes }, (_, at) => [0, 0, 1, 9, 0x10][at % 5] ?? 0);

/** Transport streams that would take gigabytes or minutes to parse. */
export const hostilePackets: Readonly<Record<string, () => Buffer>> = {
  'a picture without end': () =>
    bytesOf(
      programs,
      programMap([[0x1b, 0x200]]),
      start(0x200, videoStream),
      repeated(packet(0x200, false, delimiters), 60_000),
    ),
  'streams of very many sounds': () => {
    const pids = Array.from({ length: 200 }, (_, number) => 0x200 + number);
    const map = programMap([[0x1b, 0x1000], ...pids.map((pid) => [0x0f, pid] as const)]);
    return bytesOf(programs, map, repeated(bytesOf(pids.map((pid) => start(pid, soundStream))), 60));
  },
};
