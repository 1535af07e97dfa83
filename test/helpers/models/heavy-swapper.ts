import { GraphBuilder } from '../../../examples/demo/graph-builder.ts';

const size = 128;
const channels = 64;

/**
 * A swapper of inswapper_128's signature that costs what the real one costs: 21 convolutions of 64 channels at
 * 128×128 are about 25 GFLOP a face. Its picture is the target's, so only its weight is heavy.
 */
export function buildHeavySwapper(): Uint8Array {
  const graph = new GraphBuilder();
  const dims = [1, 3, size, size];
  const target = graph.input('target', dims);
  const source = graph.input('source', [1, 512]);
  const kernel = graph.floats([channels, channels, 3, 3], new Float32Array(channels * channels * 9).fill(1e-4));
  let deep = graph.op('Conv', [target, graph.floats([channels, 3, 1, 1], new Float32Array(channels * 3).fill(0.01))]);
  for (let layer = 0; layer < 21; layer += 1) {
    deep = graph.op('Relu', [graph.op('Conv', [deep, kernel], { pads: [1, 1, 1, 1] })]);
  }
  const back = graph.op('Conv', [deep, graph.floats([3, channels, 1, 1], new Float32Array(3 * channels).fill(1e-6))]);
  // Scalars are initializers too, and the embedding map has to be the last one of the graph.
  for (const value of [1e-9, 0, 1]) graph.scalar(value);
  const emap = graph.floats([512, 512], new Float32Array(512 * 512).fill(1e-3), 'emap');
  const mapped = graph.op('ReduceMean', [graph.op('MatMul', [source, emap])], { keepdims: 0 });
  graph.output('output', dims, graph.clip(graph.add(graph.add(target, back), graph.scale(mapped, 1e-9)), 0, 1));
  return graph.build('heavy_swapper', 'test model: the cost of inswapper_128, not its picture');
}
