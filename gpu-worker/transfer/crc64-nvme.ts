/** A sum over bytes that come in pieces. */
export interface RunningSum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

// Reversed, since bytes go in with their lowest bit first.
const polynomial = 0x9a6c_9329_ac4b_c9b5n;
const bytesAtOnce = 8;

/** What each of eight bytes does to the sum, the nearest to the end first: 256 pairs of low and high half for each. */
function makeTable(): Uint32Array {
  const table = new Uint32Array(bytesAtOnce * 512);
  for (let byte = 0; byte < 256; byte += 1) {
    let sum = BigInt(byte);
    for (let at = byte * 2; at < table.length; at += 512) {
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >> 1n) ^ ((sum & 1n) * polynomial);
      table.set([Number(sum & 0xffff_ffffn), Number(sum >> 32n)], at);
    }
  }
  return table;
}

let shared: Uint32Array | undefined;

/** CRC-64/NVME, the sum that S3 itself makes of an object that came with none. Node has no such function. */
export function crc64Nvme(): RunningSum {
  shared ??= makeTable();
  const table = shared;
  let sum = { low: ~0, high: ~0 };
  return {
    update(bytes) {
      // Locals of this call: numbers that a closure keeps are slow to change.
      let { low, high } = sum;
      const end = bytes.length - (bytes.length % bytesAtOnce);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let at = 0; at < end; at += bytesAtOnce) {
        let word = low ^ view.getInt32(at, true);
        let next = high ^ view.getInt32(at + 4, true);
        low = 0;
        high = 0;
        for (let base = 7 * 512; base >= 0; base -= 512) {
          const entry = base + (word & 255) * 2;
          low ^= table[entry] ?? 0;
          high ^= table[entry + 1] ?? 0;
          word = (word >>> 8) | (next << 24);
          next >>>= 8;
        }
      }
      for (let at = end; at < bytes.length; at += 1) {
        const entry = ((low ^ view.getUint8(at)) & 255) * 2;
        low = ((low >>> 8) | (high << 24)) ^ (table[entry] ?? 0);
        high = (high >>> 8) ^ (table[entry + 1] ?? 0);
      }
      sum = { low, high };
    },
    digest() {
      const digest = Buffer.alloc(8);
      digest.writeInt32BE(~sum.high, 0);
      digest.writeInt32BE(~sum.low, 4);
      return digest;
    },
  };
}
