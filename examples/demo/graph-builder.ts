import {
  type OnnxAttribute,
  type OnnxInitializer,
  type OnnxNode,
  type OnnxValue,
  writeOnnxModel,
} from './onnx-writer.ts';

/** Attributes in short: whole numbers and lists of them; these graphs need no others. */
export type ShortAttributes = Readonly<Record<string, number | readonly number[]>>;

/** ONNX's number for the element type. */
const int64 = 7;

const toAttribute = (value: number | readonly number[]): OnnxAttribute =>
  typeof value === 'number' ? { int: value } : { ints: value };

/** Collects a graph node by node; every call returns the name of the tensor it makes. */
export class GraphBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxInitializer[] = [];
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];
  readonly #scalars = new Map<number, string>();
  #count = 0;

  #fresh(prefix: string): string {
    this.#count += 1;
    return `${prefix.toLowerCase()}_${this.#count}`;
  }

  input(name: string, dims: OnnxValue['dims'], type?: OnnxValue['type']): string {
    this.#inputs.push({ name, dims, ...(type === undefined ? {} : { type }) });
    return name;
  }

  /** Names `tensor` as an output of the graph. */
  output(name: string, dims: OnnxValue['dims'], tensor: string, type?: OnnxValue['type']): void {
    this.#nodes.push({ type: 'Identity', inputs: [tensor], outputs: [name], attributes: {} });
    this.#outputs.push({ name, dims, ...(type === undefined ? {} : { type }) });
  }

  /** A float32 constant. */
  floats(dims: readonly number[], values: ArrayLike<number>, name = this.#fresh('weights')): string {
    const size = dims.reduce((product, dim) => product * dim, 1);
    if (values.length !== size) throw new Error(`${name}: ${values.length} values for a tensor of ${size}`);
    this.#initializers.push({ name, dims, data: Float32Array.from(values) });
    return name;
  }

  /** A list of integers, as Reshape, Slice and Split take it. */
  ints(values: readonly number[]): string {
    const name = this.#fresh('ints');
    this.#initializers.push({ name, dims: [values.length], data: BigInt64Array.from(values.map(BigInt)) });
    return name;
  }

  /** A float32 scalar; the same value is stored once. */
  scalar(value: number): string {
    const known = this.#scalars.get(value);
    if (known !== undefined) return known;
    const name = this.floats([], [value], this.#fresh('scalar'));
    this.#scalars.set(value, name);
    return name;
  }

  /** Whole numbers of a float32 tensor, cut off towards 0: an int64 tensor. */
  whole(a: string): string {
    return this.op('Cast', [a], { to: int64 });
  }

  op(type: string, inputs: readonly string[], attributes: ShortAttributes = {}): string {
    return this.ops(type, inputs, 1, attributes)[0] ?? '';
  }

  /** A node with several outputs. */
  ops(type: string, inputs: readonly string[], outputCount: number, attributes: ShortAttributes = {}): string[] {
    const outputs = Array.from({ length: outputCount }, () => this.#fresh(type));
    const entries = Object.entries(attributes).map(([key, value]) => [key, toAttribute(value)] as const);
    this.#nodes.push({ type, inputs, outputs, attributes: Object.fromEntries(entries) });
    return outputs;
  }

  add(a: string, b: string): string {
    return this.op('Add', [a, b]);
  }

  sub(a: string, b: string): string {
    return this.op('Sub', [a, b]);
  }

  mul(a: string, b: string): string {
    return this.op('Mul', [a, b]);
  }

  div(a: string, b: string): string {
    return this.op('Div', [a, b]);
  }

  scale(a: string, factor: number): string {
    return this.mul(a, this.scalar(factor));
  }

  shift(a: string, amount: number): string {
    return this.add(a, this.scalar(amount));
  }

  /** Square root of a value that rounding may have pushed a little under zero. */
  root(a: string): string {
    return this.op('Sqrt', [this.op('Max', [a, this.scalar(1e-12)])]);
  }

  /** 0 at `zero` and beyond, 1 at `one` and beyond, straight between them. */
  ramp(a: string, zero: number, one: number): string {
    const slope = 1 / (one - zero);
    return this.clip(this.shift(this.scale(a, slope), -zero * slope), 0, 1);
  }

  /** 1 between `low[1]` and `high[0]`, falling to 0 at `low[0]` and `high[1]`. */
  between(a: string, low: readonly [number, number], high: readonly [number, number]): string {
    return this.mul(this.ramp(a, low[0], low[1]), this.ramp(a, high[1], high[0]));
  }

  clip(a: string, low: number, high: number): string {
    return this.op('Clip', [a, this.scalar(low), this.scalar(high)]);
  }

  /** Bytes of the ONNX file. */
  build(name: string, doc: string): Uint8Array {
    return writeOnnxModel({
      name,
      doc,
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }
}
