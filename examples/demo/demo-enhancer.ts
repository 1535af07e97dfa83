import { GraphBuilder } from './graph-builder.ts';

const size = 512;
/** Row 8 of Pascal's triangle over 256: a bell of 9 taps with exact weights. */
const bell = [1, 8, 28, 56, 70, 56, 28, 8, 1].map((value) => value / 256);
const amount = 0.75;

/**
 * The demo's `gfpgan_1.4.onnx`: an unsharp mask. `input` 1x3x512x512, RGB -1..1 → `output` of the same shape.
 * @returns bytes of the ONNX file
 */
export function buildDemoEnhancer(): Uint8Array {
  const graph = new GraphBuilder();
  const dims = [1, 3, size, size];
  const input = graph.input('input', dims);
  const taps = [...bell, ...bell, ...bell];
  const across = graph.op('Conv', [input, graph.floats([3, 1, 1, 9], taps)], { group: 3, pads: [0, 4, 0, 4] });
  const blurred = graph.op('Conv', [across, graph.floats([3, 1, 9, 1], taps)], { group: 3, pads: [4, 0, 4, 0] });
  const sharpened = graph.add(input, graph.scale(graph.sub(input, blurred), amount));
  graph.output('output', dims, graph.clip(sharpened, -1, 1));
  return graph.build('demo_enhancer', 'Faceline demo model: unsharp mask behind the signature of gfpgan_1.4');
}
