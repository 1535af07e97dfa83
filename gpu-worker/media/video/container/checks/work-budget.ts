import { permanent } from '../../../../errors.ts';
import { claimsTooMuch } from './damage.ts';

/** What reading a file costs the parser. */
interface Cost {
  /** Memory of the objects that the parser makes of tables and names, bytes. */
  readonly bytes: number;
  /** Turns of loops that allocate nothing; one takes about a nanosecond. */
  readonly steps: number;
  /** Packets, each of which is looked at; one takes about four microseconds. */
  readonly packets: number;
}

/** Counted before the parser is let near a file, against what a file of its size may cost. */
export interface WorkBudget {
  readonly spent: { -readonly [Name in keyof Cost]: number };
  readonly most: Cost;
}

/** Ten hours at 30 frames a second, reordered and with sound, take that much. */
const mostHeapBytes = 150_000_000;
/** Of small files less: a picture takes more bytes than what is known of it. */
const freeHeapBytes = 60_000_000;
const heapBytesPerByte = 0.5;
const freeSteps = 2_000_000_000;
const stepsPerByte = 2;
/** The smallest picture takes about ten bytes, silence a few; few of either make a film of hours. */
const freePackets = 200_000;
const bytesPerPacket = 16;

/** @returns packets that so many bytes may be, at most */
export const mostPacketsIn = (bytes: number): number => freePackets + bytes / bytesPerPacket;

export const openBudget = (fileBytes: number): WorkBudget => ({
  spent: { bytes: 0, steps: 0, packets: 0 },
  most: {
    bytes: Math.min(mostHeapBytes, freeHeapBytes + fileBytes * heapBytesPerByte),
    steps: freeSteps + fileBytes * stepsPerByte,
    packets: mostPacketsIn(fileBytes),
  },
});

/**
 * Adds to what a file costs.
 * @throws FacelineError SOURCE_UNREADABLE where it claims more packets than its bytes can be, SOURCE_TOO_LARGE
 */
export function spend({ spent, most }: WorkBudget, cost: Partial<Cost>): void {
  spent.bytes += cost.bytes ?? 0;
  spent.steps += cost.steps ?? 0;
  spent.packets += cost.packets ?? 0;
  if (spent.packets > most.packets) throw claimsTooMuch(`it claims ${spent.packets} packets`);
  if (spent.bytes > most.bytes) {
    throw permanent(
      'SOURCE_TOO_LARGE',
      `What the file says of its packets would take more than ${Math.round(most.bytes / 1e6)} MB to read; cut the film into parts.`,
    );
  }
  if (spent.steps > most.steps) {
    throw permanent(
      'SOURCE_TOO_LARGE',
      'What the file says of its packets would take very long to read; cut the film into parts, or write it anew with "ffmpeg -i <file> -c copy <other file>".',
    );
  }
}
