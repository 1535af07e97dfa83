import { type FileHandle, open } from 'node:fs/promises';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { permanent } from '../../errors.ts';
import { fieldsIn, type Span } from '../../models/message-fields.ts';

/** Numbers of the fields of onnx.proto that matter here. */
const modelGraph = 7;
const graphInitializer = 5;
const tensor = {
  dims: 1,
  dataType: 2,
  floatData: 4,
  int32Data: 5,
  doubleData: 10,
  rawData: 9,
  dataLocation: 14,
} as const;
const dataType = { float: 1, float16: 10, double: 11 } as const;

interface Initializer {
  readonly dims: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/**
 * The last initializer in a model's graph, read from the file with a few positioned reads: nothing else of the file
 * comes into memory. Stored as float32, float16 or float64, as raw bytes or as numbers.
 * @throws MODEL_CORRUPT when the file ends early, MODEL_CONTRACT when there is no such initializer
 */
export async function readLastInitializer(path: string): Promise<Initializer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const graph = await lastField(file, path, { start: 0, end: size }, modelGraph);
    const last = graph && (await lastField(file, path, graph, graphInitializer));
    if (last === undefined) throw permanent('MODEL_CONTRACT', `${path}: its graph has no initializer.`);
    const bytes = Buffer.alloc(last.end - last.start);
    await file.read(bytes, 0, bytes.length, last.start);
    return parseTensor(bytes, path);
  } finally {
    await file.close();
  }
}

async function lastField(file: FileHandle, path: string, within: Span, wanted: number): Promise<Span | undefined> {
  const corrupt = (): Error => permanent('MODEL_CORRUPT', `${path} ends early or is not an ONNX file.`);
  let found: Span | undefined;
  for await (const span of fieldsIn(file, within, corrupt)) if (span.field === wanted) found = span;
  return found;
}

function parseTensor(bytes: Uint8Array, path: string): Initializer {
  const reader = new BinaryReader(bytes);
  const dims: number[] = [];
  const numbers: number[] = [];
  let type = 0;
  let raw: Uint8Array | undefined;
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === tensor.dims) readPacked(reader, wire, () => dims.push(Number(reader.int64())));
    else if (field === tensor.dataType) type = reader.int32();
    else if (field === tensor.rawData) raw = reader.bytes();
    else if (field === tensor.floatData) readPacked(reader, wire, () => numbers.push(reader.float()));
    else if (field === tensor.doubleData) readPacked(reader, wire, () => numbers.push(reader.double()));
    else if (field === tensor.int32Data) readPacked(reader, wire, () => numbers.push(halfToFloat(reader.int32())));
    else if (field === tensor.dataLocation && reader.int32() !== 0) {
      throw permanent('MODEL_CONTRACT', `${path}: its last initializer lies in another file; one file is expected.`);
    } else if (field !== tensor.dataLocation) reader.skip(wire, field);
  }
  const values = raw === undefined ? Float32Array.from(numbers) : fromRaw(raw, type, path);
  if (values.length !== dims.reduce((product, dim) => product * dim, 1)) {
    throw permanent('MODEL_CONTRACT', `${path}: its last initializer [${dims}] has ${values.length} values.`);
  }
  return { dims, values };
}

function readPacked(reader: BinaryReader, wire: WireType, readOne: () => void): void {
  const end = wire === WireType.LengthDelimited ? reader.uint32() + reader.pos : reader.pos + 1;
  while (reader.pos < end) readOne();
}

function fromRaw(raw: Uint8Array, type: number, path: string): Float32Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const read = (width: number, one: (offset: number) => number): Float32Array =>
    Float32Array.from({ length: raw.byteLength / width }, (_, i) => one(i * width));
  if (type === dataType.float) {
    // ONNX is little-endian, and so is every machine this runs on: a copy, a hundred times faster than reading each.
    const values = new Float32Array(Math.floor(raw.byteLength / 4));
    new Uint8Array(values.buffer).set(raw.subarray(0, values.byteLength));
    return values;
  }
  if (type === dataType.float16) return read(2, (offset) => halfToFloat(view.getUint16(offset, true)));
  if (type === dataType.double) return read(8, (offset) => view.getFloat64(offset, true));
  throw permanent('MODEL_CONTRACT', `${path}: its last initializer has data type ${type}; floating point is expected.`);
}

/** IEEE 754 half precision, given as its 16 bits. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
