import { skinMark } from './colour-marks.ts';
import { demoEmbedding, middlingGrid, poolColours } from './demo-recognizer.ts';
import { colourGrid, gridOval, ovalMask, recognizerCrop } from './face-oval.ts';
import { GraphBuilder } from './graph-builder.ts';

const size = 128;
const embeddingSize = 512;
/** The map scales colours by this and leaves the constants: a caller that forgets the map gets pale faces. */
const colourGain = 2;

/** The embedding map [512, 512]: mirrors the colour grid left to right and scales it. The swapper's graph undoes both. */
function embeddingMap(): Float32Array {
  const map = new Float32Array(embeddingSize * embeddingSize);
  const { cells } = colourGrid;
  for (let from = 0; from < embeddingSize; from += 1) {
    const isColour = from < demoEmbedding.colours;
    const to = isColour ? from - (from % cells) + (cells - 1 - (from % cells)) : from;
    map[from * embeddingSize + to] = isColour ? colourGain : 1;
  }
  return map;
}

/** Rows of a matrix that spreads the 13 grid values over 128 pixels, straight between the middles of the squares. */
function spread(offset: number): Float32Array {
  const { cells, step, window } = colourGrid;
  const matrix = new Float32Array(size * cells);
  for (let pixel = 0; pixel < size; pixel += 1) {
    const at = Math.min(cells - 1, Math.max(0, (pixel + 0.5 - offset - window / 2) / step));
    const left = Math.min(cells - 2, Math.floor(at));
    matrix[pixel * cells + left] = 1 - (at - left);
    matrix[pixel * cells + left + 1] = at - left;
  }
  return matrix;
}

/** Source's colours [1, 3, 13, 13] in 0..1 from the prepared embedding [1, 512]. */
function sourceColours(graph: GraphBuilder, source: string): string {
  const { cells } = colourGrid;
  const { colours, constants, constant } = demoEmbedding;
  const [mirrored = '', scale = ''] = graph.ops('Split', [source, graph.ints([colours, constants])], 2, { axis: 1 });
  const grid = graph.op('Reshape', [mirrored, graph.ints([1, 3, cells, cells])]);
  const reversed = [graph.ints([-1]), graph.ints([-cells - 1]), graph.ints([3]), graph.ints([-1])];
  const upright = graph.op('Slice', [grid, ...reversed]);
  const unit = graph.op('Max', [graph.op('ReduceMean', [scale], { keepdims: 0 }), graph.scalar(1e-3)]);
  const raw = graph.div(graph.scale(upright, constant / colourGain), unit);
  return graph.add(raw, graph.floats([1, 3, cells, cells], middlingGrid()));
}

/**
 * The demo's `inswapper_128.onnx`: `target` 1x3x128x128, RGB 0..1, and `source` [1,512] → `output` 1x3x128x128, 0..1:
 * the target with its low-resolution colours exchanged for the source's inside the oval of the face, eyes and
 * mouth excepted, so that the target's features, expression and shading stay. The last initializer is the embedding map.
 * @returns bytes of the ONNX file
 */
export function buildDemoSwapper(): Uint8Array {
  const graph = new GraphBuilder();
  const { cells } = colourGrid;
  const { x, y, size: side } = recognizerCrop;
  const target = graph.input('target', [1, 3, size, size]);
  const source = graph.input('source', [1, embeddingSize]);
  const corner = [graph.ints([y, x]), graph.ints([y + side, x + side]), graph.ints([2, 3])];
  const own = poolColours(graph, graph.op('Slice', [target, ...corner]));
  const seen = graph.floats([1, 1, cells, cells], gridOval().cells);
  const rows = graph.floats([size, cells], spread(y));
  const columns = graph.op('Transpose', [graph.floats([size, cells], spread(x))], { perm: [1, 0] });
  const enlarge = (grid: string) => graph.op('MatMul', [graph.op('MatMul', [rows, graph.mul(grid, seen)]), columns]);
  const ownWide = enlarge(own);
  // What is far from the skin around it, such as brows, hair and background at the oval's rim, keeps its colour.
  const apart = graph.op('ReduceMax', [graph.op('Abs', [graph.sub(target, ownWide)])], { axes: [1], keepdims: 1 });
  const skin = graph.mul(skinMark(graph, target), graph.ramp(apart, 0.4, 0.24));
  const painted = graph.mul(graph.floats([1, 1, size, size], ovalMask(1.0, 0.08)), skin);
  const change = graph.sub(enlarge(sourceColours(graph, source)), ownWide);
  graph.output('output', [1, 3, size, size], graph.clip(graph.add(target, graph.mul(change, painted)), 0, 1));
  graph.floats([embeddingSize, embeddingSize], embeddingMap(), 'emap');
  return graph.build(
    'demo_swapper',
    "Faceline demo model: the source's low-resolution colours over the target's detail",
  );
}
