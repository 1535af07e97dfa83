import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GraphBuilder } from '../../../examples/demo/graph-builder.ts';

const side = 640;

/** A score that a model reads off one pixel of its canvas: `offset + weights · channels`, in the canvas's order. */
export interface Sensor {
  readonly x: number;
  readonly y: number;
  readonly weights: readonly [number, number, number];
  readonly offset: number;
}

/** A face that a model always finds, in canvas pixels. */
export interface PlantedFace {
  /** Which grid finds it, and in which of its cells. */
  readonly stride: 8 | 16 | 32;
  readonly column: number;
  readonly row: number;
  readonly score: number | Sensor;
  readonly box: readonly [number, number, number, number];
  /** x and y of five points. */
  readonly points: readonly number[];
}

/** The value of a score as a tensor of one number. */
function scoreOf(graph: GraphBuilder, input: string, score: PlantedFace['score'], dims: readonly number[]): string {
  if (typeof score === 'number') return graph.floats(dims, [score]);
  const { x, y, weights, offset } = score;
  const pixel = graph.op('Slice', [input, graph.ints([y, x]), graph.ints([y + 1, x + 1]), graph.ints([2, 3])]);
  const sum = graph.op('MatMul', [graph.op('Reshape', [pixel, graph.ints([1, 3])]), graph.floats([3, 1], weights)]);
  return graph.op('Reshape', [graph.shift(sum, offset), graph.ints(dims)]);
}

/** `scores` with each face's own put in. */
function withScores(
  graph: GraphBuilder,
  input: string,
  dims: readonly number[],
  at: readonly (readonly [number, PlantedFace])[],
) {
  const length = dims.reduce((product, dim) => product * dim, 1);
  let scores = graph.floats(dims, new Float32Array(length));
  for (const [index, { score }] of at) {
    const only = new Float32Array(length);
    only[index] = 1;
    const ones = dims.map(() => 1);
    scores = graph.add(scores, graph.mul(graph.floats(dims, only), scoreOf(graph, input, score, ones)));
  }
  return scores;
}

/** Names and shapes of SCRFD and RetinaFace: two anchors a cell, of which the second finds the face. */
export async function writeAnchorDetector(
  folder: string,
  name: string,
  faces: readonly PlantedFace[],
): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, side, side]);
  const levels = ([8, 16, 32] as const).map((stride) => {
    const cells = side / stride;
    const found = faces
      .filter((face) => face.stride === stride)
      .map((face) => [2 * (face.row * cells + face.column) + 1, face] as const);
    const count = 2 * cells * cells;
    const boxes = new Float32Array(4 * count);
    const points = new Float32Array(10 * count);
    for (const [index, { column, row, box, points: five }] of found) {
      const [x, y] = [column * stride, row * stride];
      const [x1, y1, x2, y2] = box;
      boxes.set(
        [x - x1, y - y1, x2 - x, y2 - y].map((pixels) => pixels / stride),
        4 * index,
      );
      points.set(
        five.map((value, i) => (value - (i % 2 === 0 ? x : y)) / stride),
        10 * index,
      );
    }
    return { count, found, boxes, points, stride };
  });
  for (const { count, found, stride } of levels) {
    graph.output(`score_${stride}`, [count, 1], withScores(graph, input, [count, 1], found));
  }
  for (const { count, boxes, stride } of levels)
    graph.output(`box_${stride}`, [count, 4], graph.floats([count, 4], boxes));
  for (const { count, points, stride } of levels) {
    graph.output(`points_${stride}`, [count, 10], graph.floats([count, 10], points));
  }
  return write(folder, name, graph);
}

/** Names and shapes of YOLO-Face. `transposed`: the same numbers, candidate by candidate, as another export has them. */
export async function writeRowDetector(
  folder: string,
  name: string,
  faces: readonly PlantedFace[],
  transposed = false,
): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, side, side]);
  const count = 8400;
  const values = new Float32Array(20 * count);
  const firstOf = { 8: 0, 16: 6400, 32: 8000 };
  const found = faces.map(
    (face) => [firstOf[face.stride] + (face.row * side) / face.stride + face.column, face] as const,
  );
  for (const [index, { box, points }] of found) {
    const [x1, y1, x2, y2] = box;
    // A confidence after each point, larger than any score: it must count for nothing.
    const five = [0, 2, 4, 6, 8].flatMap((k) => [points[k] ?? 0, points[k + 1] ?? 0, 0.99]);
    for (const [row, value] of [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1, 0, ...five].entries()) {
      values[row * count + index] = value;
    }
  }
  const inScoreRow = found.map(([index, face]) => [4 * count + index, face] as const);
  const planted = withScores(graph, input, [1, 20, count], inScoreRow);
  const all = graph.add(graph.floats([1, 20, count], values), planted);
  if (transposed) graph.output('output', [1, count, 20], graph.op('Transpose', [all], { perm: [0, 2, 1] }));
  else graph.output('output', [1, 20, count], all);
  return write(folder, name, graph);
}

async function write(folder: string, name: string, graph: GraphBuilder): Promise<string> {
  const file = path.join(folder, `${name}.onnx`);
  await writeFile(file, graph.build(name, 'test model: finds what it was told'));
  return file;
}
