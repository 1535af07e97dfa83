import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** The value of a node's attribute: a whole number or a list of them. */
export type OnnxAttribute = { readonly int: number } | { readonly ints: readonly number[] };

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant tensor; its element type follows from the array's. */
export interface OnnxInitializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** An input or output; a dimension that is left free has a name. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
  /** Absent: float32. */
  readonly type?: keyof typeof elementTypes;
}

export interface OnnxModel {
  readonly name: string;
  readonly doc: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** Numbers from onnx.proto: field numbers are named at their use, these are its enum values. */
const elementTypes = { float32: 1, int64: 7, float64: 11 } as const;
const attributeInt = 2;
const attributeInts = 7;
/** IR version 8 with operator set 17: what ONNX Runtime 1.12 and everything newer reads. */
const irVersion = 8;
const operatorSet = 17;

type Fields = (writer: BinaryWriter) => void;

function message(writer: BinaryWriter, field: number, fields: Fields): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  fields(writer);
  writer.join();
}

const text = (writer: BinaryWriter, field: number, value: string): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).string(value);

const whole = (writer: BinaryWriter, field: number, value: number): BinaryWriter =>
  writer.tag(field, WireType.Varint).int64(value);

function littleEndianBytes(data: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i] ?? 0;
    if (typeof value === 'bigint') view.setBigInt64(i * 8, value, true);
    else view.setFloat32(i * 4, value, true);
  }
  return bytes;
}

function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttribute): void {
  text(writer, 1, name);
  if ('int' in value) {
    whole(writer, 3, value.int);
    whole(writer, 20, attributeInt);
  } else {
    for (const item of value.ints) whole(writer, 8, item);
    whole(writer, 20, attributeInts);
  }
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const input of node.inputs) text(writer, 1, input);
  for (const output of node.outputs) text(writer, 2, output);
  text(writer, 4, node.type);
  for (const [name, value] of Object.entries(node.attributes))
    message(writer, 5, (w) => writeAttribute(w, name, value));
}

function writeInitializer(writer: BinaryWriter, tensor: OnnxInitializer): void {
  for (const dim of tensor.dims) whole(writer, 1, dim);
  whole(writer, 2, elementTypes[tensor.data instanceof Float32Array ? 'float32' : 'int64']);
  text(writer, 8, tensor.name);
  writer.tag(9, WireType.LengthDelimited).bytes(littleEndianBytes(tensor.data));
}

function writeValue(writer: BinaryWriter, value: OnnxValue): void {
  text(writer, 1, value.name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      whole(tensor, 1, elementTypes[value.type ?? 'float32']);
      message(tensor, 2, (shape) => {
        for (const dim of value.dims)
          message(shape, 1, (w) => (typeof dim === 'string' ? text(w, 2, dim) : whole(w, 1, dim)));
      });
    }),
  );
}

/**
 * Bytes of an ONNX file (ModelProto, as in onnx.proto). The same model gives the same bytes on every machine:
 * fields are written in the order of their arrays, tensors as little-endian raw data.
 */
export function writeOnnxModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  whole(writer, 1, irVersion);
  text(writer, 2, 'faceline-demo');
  text(writer, 6, model.doc);
  message(writer, 7, (graph) => {
    for (const node of model.nodes) message(graph, 1, (w) => writeNode(w, node));
    text(graph, 2, model.name);
    for (const tensor of model.initializers) message(graph, 5, (w) => writeInitializer(w, tensor));
    for (const value of model.inputs) message(graph, 11, (w) => writeValue(w, value));
    for (const value of model.outputs) message(graph, 12, (w) => writeValue(w, value));
  });
  message(writer, 8, (opset) => whole(text(opset, 1, ''), 2, operatorSet));
  return writer.finish();
}
