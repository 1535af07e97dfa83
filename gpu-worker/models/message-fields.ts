import type { FileHandle } from 'node:fs/promises';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Bytes of a file, the end not among them. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The longest tag with the longest length, bytes. */
const longestHead = 20;

/**
 * The fields of a protobuf message in a file, in their order, each with its number and where its content lies. Nothing
 * but their heads is read.
 * @param corrupt makes the error of a message that ends early or is none
 */
export async function* fieldsIn(
  file: FileHandle,
  within: Span,
  corrupt: (what: string) => Error,
): AsyncGenerator<Span & { readonly field: number }> {
  const head = Buffer.alloc(longestHead);
  let position = within.start;
  while (position < within.end) {
    const { bytesRead } = await file.read(head, 0, Math.min(head.length, within.end - position), position);
    const found = fieldAt(head.subarray(0, bytesRead));
    if (found === undefined) throw corrupt(`byte ${position} begins no field`);
    const [start, end] = [position + found.start, position + found.end];
    if (end > within.end) throw corrupt(`it ends at byte ${within.end}, ${end - within.end} bytes early`);
    yield { field: found.field, start, end };
    position = end;
  }
}

/** The field that begins here, in bytes from its head; undefined when none does. */
function fieldAt(head: Uint8Array): (Span & { readonly field: number }) | undefined {
  const reader = new BinaryReader(head);
  try {
    const [field, wire] = reader.tag();
    if (wire === WireType.LengthDelimited) {
      const length = Number(reader.uint64());
      return { field, start: reader.pos, end: reader.pos + length };
    }
    if (wire !== WireType.Varint && wire !== WireType.Bit32 && wire !== WireType.Bit64) return undefined;
    const start = reader.pos;
    reader.skip(wire, field);
    return { field, start, end: reader.pos };
  } catch {
    return undefined;
  }
}
