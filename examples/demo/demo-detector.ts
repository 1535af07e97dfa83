import { colourMarks } from './colour-marks.ts';
import { drawnFace } from './drawn-face.ts';
import { findDrawnFaces } from './drawn-face-geometry.ts';
import { GraphBuilder } from './graph-builder.ts';

const size = 640;
const strides = [8, 16, 32] as const;
/** A window looks at this many cells a side around an anchor. Even, since anchors are corners of cells. */
const windowCells = 12;

/** Soft masks of eye whites and of mouths, [2, 1, 320, 320], from BGR pixels 0..255. */
function colourMasks(graph: GraphBuilder, input: string): string {
  const half = graph.op('AveragePool', [input], { kernel_shape: [2, 2], strides: [2, 2] });
  const { white, red } = colourMarks(graph, half, 'bgr', 255);
  return graph.op('Concat', [white, red], { axis: 0 });
}

/**
 * Kernel [6, 1, n, n] that sums up one cell of n x n pixels: mass, x, y, xx, xy, yy about the cell's middle, in units
 * of the cell's side.
 */
function cellKernel(n: number): number[] {
  const moments: ((x: number, y: number) => number)[] = [
    () => 1,
    (x) => x,
    (_, y) => y,
    (x) => x * x,
    (x, y) => x * y,
    (_, y) => y * y,
  ];
  const at = (i: number) => (i + 0.5) / n - 0.5;
  return moments.flatMap((moment) =>
    Array.from({ length: n * n }, (_, i) => moment(at(i % n), at(Math.floor(i / n))) / (n * n)),
  );
}

/** Kernel [6, 6, w, w] that adds cells up to a window, moving their moments to the anchor in the window's middle. */
function windowKernel(): number[] {
  const offset = (i: number) => i - windowCells / 2 + 0.5;
  // Row: moment about the anchor; column: moment about the cell's middle; (x, y): the cell's place.
  const shiftMoments = (x: number, y: number): number[][] => [
    [1, 0, 0, 0, 0, 0],
    [x, 1, 0, 0, 0, 0],
    [y, 0, 1, 0, 0, 0],
    [x * x, 2 * x, 0, 1, 0, 0],
    [x * y, y, x, 0, 1, 0],
    [y * y, 0, 2 * y, 0, 0, 1],
  ];
  const kernel = new Array<number>(36 * windowCells * windowCells);
  for (let cell = 0; cell < windowCells * windowCells; cell += 1) {
    const matrix = shiftMoments(offset(cell % windowCells), offset(Math.floor(cell / windowCells)));
    for (let entry = 0; entry < 36; entry += 1) {
      kernel[entry * windowCells * windowCells + cell] = matrix[Math.floor(entry / 6)]![entry % 6]!;
    }
  }
  return kernel;
}

/** Moments of both masks in the window around every anchor of a stride: [2, 6, anchors], in units of the stride. */
function windowMoments(graph: GraphBuilder, masks: string, kernel: string, stride: number): string {
  const n = stride / 2;
  const cells = graph.op('Conv', [masks, graph.floats([6, 1, n, n], cellKernel(n))], { strides: [n, n] });
  const before = windowCells / 2;
  const windows = graph.op('Conv', [cells, kernel], { pads: [before, before, before - 1, before - 1] });
  return graph.op('Reshape', [windows, graph.ints([2, 6, (size / stride) ** 2])]);
}

/**
 * The demo's `yunet_2023_mar.onnx`, constructed by hand: finds the demo's drawn faces by the moments of eye whites and
 * mouth colour around every anchor. `input` 1x3x640x640, BGR 0..255 → the twelve outputs of YuNet.
 * @returns bytes of the ONNX file
 */
export function buildDemoDetector(): Uint8Array {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, size, size]);
  const masks = colourMasks(graph, input);
  const kernel = graph.floats([6, 6, windowCells, windowCells], windowKernel());
  const perStride = strides.map((stride) => windowMoments(graph, masks, kernel, stride));
  const moments = graph.op('Concat', perStride, { axis: 2 });
  const counts = strides.map((stride) => (size / stride) ** 2);
  const found = findDrawnFaces(graph, moments, counts, drawnFace);
  for (const [name, channels] of [
    ['cls', 1],
    ['obj', 1],
    ['bbox', 4],
    ['kps', 10],
  ] as const) {
    const parts = graph.ops('Split', [found[name], graph.ints(counts)], strides.length, { axis: 1 });
    strides.forEach((stride, i) => {
      graph.output(`${name}_${stride}`, [1, counts[i] ?? 0, channels], parts[i] ?? '');
    });
  }
  return graph.build('demo_detector', "Faceline demo model: finds the demo's drawn faces by their colours");
}
