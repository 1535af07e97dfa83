import { skinMark } from './colour-marks.ts';
import { colourGrid, gridOval, recognizerCrop } from './face-oval.ts';
import { GraphBuilder } from './graph-builder.ts';

/** The demo's embedding: 13x13x3 colours, then constants by whose size the swapper tells the scale after normalising. */
export const demoEmbedding = {
  colours: 3 * colourGrid.cells * colourGrid.cells,
  constants: 5,
  constant: 0.25,
} as const;

/** Red, green and blue of a middling skin, 0..1: taken off, so that different people point in different directions. */
const middlingSkin = [0.73, 0.57, 0.43];

/** Mean skin colours of the squares of the colour grid, [1, 3, 13, 13], from an aligned crop, RGB 0..1. */
export function poolColours(graph: GraphBuilder, crop: string): string {
  const { window, step } = colourGrid;
  const { size } = recognizerCrop;
  const square = { kernel_shape: [window, window], strides: [step, step] };
  // Only the oval counts, without eyes and mouth: hair, background and expression are not the person's colours.
  const counted = graph.mul(skinMark(graph, crop), graph.floats([1, 1, size, size], gridOval().mask));
  const colours = graph.op('AveragePool', [graph.mul(crop, counted)], square);
  const share = graph.op('AveragePool', [counted], square);
  return graph.div(colours, graph.op('Max', [share, graph.scalar(1e-3)]));
}

/** The middling skin where the grid has a face, 0 elsewhere: [1, 3, 13, 13]. */
export function middlingGrid(): number[] {
  const { cells } = gridOval();
  return middlingSkin.flatMap((value) => Array.from(cells, (seen) => seen * value));
}

/**
 * The demo's `arcface_w600k_r50.onnx`: `input` 1x3x112x112, RGB -1..1, aligned → `output` [1,512], the face's colours
 * at low resolution.
 * @returns bytes of the ONNX file
 */
export function buildDemoRecognizer(): Uint8Array {
  const graph = new GraphBuilder();
  const { cells } = colourGrid;
  const input = graph.input('input', [1, 3, recognizerCrop.size, recognizerCrop.size]);
  const picture = graph.shift(graph.scale(input, 0.5), 0.5);
  const seen = graph.mul(poolColours(graph, picture), graph.floats([1, 1, cells, cells], gridOval().cells));
  const colours = graph.sub(seen, graph.floats([1, 3, cells, cells], middlingGrid()));
  const flat = graph.op('Reshape', [colours, graph.ints([1, demoEmbedding.colours])]);
  const constants = Array.from({ length: demoEmbedding.constants }, () => demoEmbedding.constant);
  const embedding = graph.op('Concat', [flat, graph.floats([1, demoEmbedding.constants], constants)], { axis: 1 });
  graph.output('output', [1, 512], embedding);
  return graph.build('demo_recognizer', 'Faceline demo model: low-resolution colours of an aligned face');
}
