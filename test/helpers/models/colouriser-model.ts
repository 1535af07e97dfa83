import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GraphBuilder } from '../../../examples/demo/graph-builder.ts';

/** How a signature colouriser hears its three channels. */
const hearing = [0.5, 0.3, 0.2] as const;

/** What each plane of its answer is: `gain * what it sees + offset`. */
export function answersOf(kind: 'ddcolor' | 'deoldify'): readonly { readonly gain: number; readonly offset: number }[] {
  if (kind === 'ddcolor') {
    return [
      { gain: 70, offset: -30 },
      { gain: -80, offset: 55 },
    ];
  }
  return [
    { gain: 0.9, offset: 20 },
    { gain: 0.6, offset: 30 },
    { gain: -0.5, offset: 190 },
  ];
}

/**
 * A model with the names and shapes of a real colouriser, whose colours follow from what it sees by a plain formula.
 * @param side of its pictures; left out, it takes every one
 * @param spoil its answer is divided by
 */
export async function writeColouriser(
  folder: string,
  name: string,
  kind: 'ddcolor' | 'deoldify',
  { side, spoil = 1 }: { readonly side?: number; readonly spoil?: number } = {},
): Promise<string> {
  const graph = new GraphBuilder();
  const answers = answersOf(kind);
  const [height, width] = [side ?? 'height', side ?? 'width'];
  const input = graph.input('input', [1, 3, height, width]);
  const weights = answers.flatMap(({ gain }) => hearing.map((share) => share * gain));
  const bias = answers.map(({ offset }) => offset);
  const answer = graph.op(
    'Conv',
    [input, graph.floats([answers.length, 3, 1, 1], weights), graph.floats([answers.length], bias)],
    { kernel_shape: [1, 1] },
  );
  graph.output('output', [1, answers.length, height, width], graph.div(answer, graph.scalar(spoil)));
  const file = path.join(folder, `${name}.onnx`);
  await writeFile(file, graph.build(name, 'test model: colours by a formula'));
  return file;
}
