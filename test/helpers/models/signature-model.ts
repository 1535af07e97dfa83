import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GraphBuilder } from '../../../examples/demo/graph-builder.ts';
import { seededRandom } from '../faces/synthetic-faces.ts';

/** What a signature model adds to each channel, and how strongly it passes the channel on. */
export const gains = [0.08, 0.11, 0.14] as const;
export const offsets = [0.35, 0.4, 0.45] as const;
/** Keeps what is heard of long sources as small as of short ones. */
const sourceGain = (length: number): number => 0.45 / Math.sqrt(length);

/** Weights by which a signature model hears its source: another one for each number. */
export function sourceWeights(length: number): Float32Array {
  const random = seededRandom(length);
  return Float32Array.from({ length }, () => random() - 0.5);
}

/** What the model makes of a source: one number, added to every pixel. */
export function heard(source: ArrayLike<number>): number {
  const weights = sourceWeights(source.length);
  let sum = 0;
  for (let index = 0; index < source.length; index += 1) sum += (source[index] ?? 0) * (weights[index] ?? 0);
  return sourceGain(source.length) * sum;
}

interface Signature {
  /** Name of the picture's input. */
  readonly picture: string;
  readonly size: number;
  /** Dimensions of a second input, `source`. */
  readonly source?: readonly number[];
  /** Adds CodeFormer's input `weight`, a double, which is added to every pixel. */
  readonly weighted?: boolean;
  /** Appends inswapper's embedding map. */
  readonly map?: Float32Array;
}

/**
 * A model with the names and shapes of a real one that tells what it was fed: each channel of its output is
 * `picture * gain + offset + heard(source) + weight`, with another gain and offset for each channel.
 */
export async function writeSignatureModel(folder: string, name: string, signature: Signature): Promise<string> {
  const graph = new GraphBuilder();
  const dims = [1, 3, signature.size, signature.size];
  const picture = graph.input(signature.picture, dims);
  const perChannel = (values: readonly number[]) => graph.floats([1, 3, 1, 1], values);
  let output = graph.add(graph.mul(picture, perChannel(gains)), perChannel(offsets));
  if (signature.source !== undefined) {
    const source = graph.input('source', signature.source);
    const length = signature.source.reduce((product, dim) => product * dim, 1);
    const column = graph.op('Reshape', [source, graph.ints([1, length])]);
    const sum = graph.op('MatMul', [column, graph.floats([length, 1], sourceWeights(length))]);
    output = graph.add(output, graph.scale(graph.op('Reshape', [sum, graph.ints([1, 1, 1, 1])]), sourceGain(length)));
  }
  if (signature.weighted === true) {
    const weight = graph.op('Cast', [graph.input('weight', [1], 'float64')], { to: 1 });
    output = graph.add(output, graph.op('Reshape', [weight, graph.ints([1, 1, 1, 1])]));
  }
  if (signature.map !== undefined) graph.floats([512, 512], signature.map, 'emap');
  graph.output('output', dims, output);
  const file = path.join(folder, `${name}.onnx`);
  await writeFile(file, graph.build(name, 'test model: tells what it was fed'));
  return file;
}

/** Turns an embedding round: number i becomes minus number 511 - i. */
export async function writeConverterModel(folder: string): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 512]);
  const turned = new Float32Array(512 * 512);
  for (let index = 0; index < 512; index += 1) turned[index * 512 + 511 - index] = -1;
  graph.output('output', [1, 512], graph.op('MatMul', [input, graph.floats([512, 512], turned)]));
  const file = path.join(folder, 'converter.onnx');
  await writeFile(file, graph.build('converter', 'test model: turns an embedding round'));
  return file;
}

/** Planes of 0..255 that differ everywhere and between channels. */
export function somePicture(size: number, seed = 3): Float32Array {
  const random = seededRandom(seed);
  const plane = size * size;
  return Float32Array.from(
    { length: 3 * plane },
    (_, index) => Math.floor(random() * 150) + 50 * Math.floor(index / plane),
  );
}
