import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GraphBuilder } from '../../../examples/demo/graph-builder.ts';

const screens = {
  nsfw_1: { size: 640, most: 0.2 },
  nsfw_2: { size: 384, most: 0.25 },
  nsfw_3: { size: 448, most: 10.5 },
} as const;
export type ScreenName = keyof typeof screens;
export const screenFacts = screens;

/**
 * A content model of the real one's signature whose score is `sum(weights * input) + bias`: what it is fed decides.
 * @param weights of the input, `3 * size * size`, or one number for all
 * @param free the file does not say how many rows and columns its output has, and there are nine classes
 */
export async function writeScreenModel(
  folder: string,
  name: ScreenName,
  weights: number | Float32Array,
  bias: number,
  free = false,
): Promise<string> {
  const { size } = screens[name];
  const length = 3 * size * size;
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, size, size]);
  const flat = graph.op('Reshape', [input, graph.ints([1, length])]);
  const column = typeof weights === 'number' ? new Float32Array(length).fill(weights) : weights;
  const score = graph.shift(graph.op('MatMul', [flat, graph.floats([length, 1], column)]), bias);
  const zeros = (count: number): string => graph.floats([1, count], new Float32Array(count));
  if (name === 'nsfw_1') {
    const anchors = 8400;
    // Boxes are far above every threshold: they must not be taken for scores.
    const boxes = graph.floats([1, 4, anchors], new Float32Array(4 * anchors).fill(300));
    const spread = graph.op('Expand', [
      graph.op('Reshape', [score, graph.ints([1, 1, 1])]),
      graph.ints([1, 1, anchors]),
    ]);
    const low = graph.floats([1, 1, anchors], new Float32Array(anchors).fill(-100));
    // Nine classes, of which the third is sure: read as two, it would be a box's.
    const classes = free ? [low, low, spread, ...Array.from({ length: 6 }, () => low)] : [low, spread];
    const dims = free ? [1, 'rows', 'boxes'] : [1, 6, anchors];
    graph.output('output', dims, graph.op('Concat', [boxes, ...classes], { axis: 1 }));
  } else {
    // The score is the first of two minus the second; or the third and fourth minus the first and second.
    const parts = name === 'nsfw_2' ? [score, zeros(1)] : [zeros(2), score, zeros(1)];
    graph.output('output', [1, name === 'nsfw_2' ? 2 : 4], graph.op('Concat', parts, { axis: 1 }));
  }
  const file = path.join(folder, `${name}.onnx`);
  await writeFile(file, graph.build(name, 'test model: objects by what it is fed'));
  return file;
}

/** Scores of a wholly black and a wholly white canvas, as each model's normalisation makes them, summed over inputs. */
const range = { nsfw_1: [0, 1], nsfw_2: [-1, 1], nsfw_3: [-1.79, 2.07] } as const;

/** Three models that object to frames brighter than half, or of which some object never. */
export async function writeBrightScreens(
  folder: string,
  objecting: readonly ScreenName[] = ['nsfw_1', 'nsfw_2', 'nsfw_3'],
) {
  for (const name of ['nsfw_1', 'nsfw_2', 'nsfw_3'] as const) {
    const { size, most } = screens[name];
    const [black, white] = range[name];
    const middle = (black + white) / 2;
    // Steep: a black frame is far below the threshold, a white one far above.
    const gain = objecting.includes(name) ? 100 : 0;
    await writeScreenModel(
      folder,
      name,
      gain / (3 * size * size),
      most - (objecting.includes(name) ? gain * middle : 1),
    );
  }
}
