import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import { readLastInitializer } from '../../../../../gpu-worker/processors/swap/onnx-initializer.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

const field = (writer: BinaryWriter, number: number, bytes: Uint8Array): BinaryWriter =>
  writer.tag(number, WireType.LengthDelimited).bytes(bytes);

interface TensorParts {
  readonly type: number;
  readonly raw?: Uint8Array;
  readonly floats?: readonly number[];
  readonly int32s?: readonly number[];
  readonly external?: boolean;
}

function tensor(dims: readonly number[], { type, raw, floats, int32s, external }: TensorParts): Uint8Array {
  const writer = new BinaryWriter();
  for (const dim of dims) writer.tag(1, WireType.Varint).int64(dim);
  writer.tag(2, WireType.Varint).int32(type);
  field(writer, 8, new TextEncoder().encode('emap'));
  if (raw !== undefined) field(writer, 9, raw);
  if (floats !== undefined) {
    const packed = new BinaryWriter();
    for (const value of floats) packed.float(value);
    field(writer, 4, packed.finish());
  }
  for (const value of int32s ?? []) writer.tag(5, WireType.Varint).int32(value);
  if (external) writer.tag(14, WireType.Varint).int32(1);
  return writer.finish();
}

/** A model of some nodes, initializers and things after them. */
function model(...initializers: readonly Uint8Array[]): Uint8Array {
  const graph = new BinaryWriter();
  field(graph, 1, new Uint8Array(300));
  for (const one of initializers) field(graph, 5, one);
  field(graph, 11, new Uint8Array(40));
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int64(8);
  field(writer, 7, graph.finish());
  field(writer, 8, new Uint8Array(10));
  return writer.finish();
}

async function read(bytes: Uint8Array): ReturnType<typeof readLastInitializer> {
  const file = path.join(await temporaryFolder(), 'model.onnx');
  await writeFile(file, bytes);
  return readLastInitializer(file);
}

const values = [1, -0.5, 0.25, 3];
const raw32 = new Uint8Array(Float32Array.from(values).buffer);
const halves = [0x3c00, 0xb800, 0x3400, 0x4200];

test.each([
  ['float32 as raw bytes', tensor([2, 2], { type: 1, raw: raw32 })],
  ['float32 as numbers', tensor([2, 2], { type: 1, floats: values })],
  ['float16 as raw bytes', tensor([2, 2], { type: 10, raw: new Uint8Array(Uint16Array.from(halves).buffer) })],
  ['float16 as numbers', tensor([2, 2], { type: 10, int32s: halves })],
  ['float64 as raw bytes', tensor([2, 2], { type: 11, raw: new Uint8Array(Float64Array.from(values).buffer) })],
])('the last initializer is found: %s', async (_, last) => {
  const other = tensor([3], { type: 1, floats: [9, 9, 9] });
  const { dims, values: found } = await read(model(other, last));
  expect(dims).toEqual([2, 2]);
  expect(Array.from(found)).toEqual(values);
});

test('a file that ends early is corrupt', async () => {
  const whole = model(tensor([2, 2], { type: 1, raw: raw32 }));
  await expect(read(whole.subarray(0, 200))).rejects.toMatchObject({ code: 'MODEL_CORRUPT', retryable: false });
});

test('text is corrupt', async () => {
  const text = new TextEncoder().encode('this is not a model at all, however it is called');
  await expect(read(text)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
});

test.each([
  ['no initializer', model()],
  ['too few values', model(tensor([2, 3], { type: 1, raw: raw32 }))],
  ['values in another file', model(tensor([2, 2], { type: 1, external: true }))],
  ['whole numbers', model(tensor([2, 2], { type: 7, raw: new Uint8Array(32) }))],
])('another kind of model: %s', async (_, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({ code: 'MODEL_CONTRACT', retryable: false });
});
