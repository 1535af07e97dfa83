import type { drawnFace } from './drawn-face.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** Tensors over all anchors: scores [1, N, 1], boxes [1, N, 4], points [1, N, 10], as YuNet gives them. */
export interface FoundFaces {
  readonly cls: string;
  readonly obj: string;
  readonly bbox: string;
  readonly kps: string;
}

/** Mass, mean and spread of a colour in every anchor's window; x and y from the anchor, in strides. */
interface Blob {
  readonly mass: string;
  readonly x: string;
  readonly y: string;
  readonly xx: string;
  readonly xy: string;
  readonly yy: string;
}

type Vector = readonly [x: string, y: string];

function blobOf(graph: GraphBuilder, moments: string): Blob {
  const [mass = '', sx = '', sy = '', sxx = '', sxy = '', syy = ''] = graph.ops('Split', [moments], 6, { axis: 1 });
  const safe = graph.shift(mass, 1e-6);
  const x = graph.div(sx, safe);
  const y = graph.div(sy, safe);
  const spread = (sum: string, product: string) => graph.sub(graph.div(sum, safe), product);
  return {
    mass,
    x,
    y,
    xx: spread(sxx, graph.mul(x, x)),
    xy: spread(sxy, graph.mul(x, y)),
    yy: spread(syy, graph.mul(y, y)),
  };
}

/** Vectors of tensors, one entry an anchor. */
class Plane {
  readonly #graph: GraphBuilder;
  constructor(graph: GraphBuilder) {
    this.#graph = graph;
  }
  dot(a: Vector, b: Vector): string {
    return this.#graph.add(this.#graph.mul(a[0], b[0]), this.#graph.mul(a[1], b[1]));
  }
  length(a: Vector): string {
    return this.#graph.root(this.dot(a, a));
  }
  times(a: Vector, factor: string): Vector {
    return [this.#graph.mul(a[0], factor), this.#graph.mul(a[1], factor)];
  }
  plus(a: Vector, b: Vector): Vector {
    return [this.#graph.add(a[0], b[0]), this.#graph.add(a[1], b[1])];
  }
  minus(a: Vector, b: Vector): Vector {
    return [this.#graph.sub(a[0], b[0]), this.#graph.sub(a[1], b[1])];
  }
  unit(a: Vector): Vector {
    const length = this.length(a);
    return [this.#graph.div(a[0], length), this.#graph.div(a[1], length)];
  }
  /** A quarter turn counter-clockwise on the screen: what points down becomes what points right. */
  rightOfDown(a: Vector): Vector {
    return [a[1], this.#graph.scale(a[0], -1)];
  }
}

/**
 * The two eyes' whites as one blob: the larger spread minus the smaller comes from the distance between them, and its
 * direction is the eyes' axis. Returns that axis (towards the image's right on an upright face) and the unit length.
 */
function eyeAxis(graph: GraphBuilder, plane: Plane, eyes: Blob, right: Vector): { axis: Vector; unit: string } {
  const difference = graph.sub(eyes.xx, eyes.yy);
  const crossed = graph.scale(eyes.xy, 2);
  const stretch = plane.length([difference, crossed]);
  const smaller = graph.scale(graph.sub(graph.add(eyes.xx, eyes.yy), stretch), 0.5);
  // Without the smaller spread the matrix has rank one: any vector times it points along the axis.
  const axis = plane.unit([
    plane.dot([graph.sub(eyes.xx, smaller), eyes.xy], right),
    plane.dot([eyes.xy, graph.sub(eyes.yy, smaller)], right),
  ]);
  return { axis, unit: graph.scale(graph.root(stretch), calibration.eyeSpread) };
}

/** Found by measuring drawn faces: how a soft, partly hidden white differs from the plain geometry. */
const calibration = { eyeSpread: 0.97, eyeDown: -0.12, mouthSpread: 2.2, mouthRise: 0.3 } as const;

/** Smallest face an anchor answers for, [1, 1, N], in strides: the next finer stride sees smaller ones better. */
function smallestUnit(graph: GraphBuilder, counts: readonly number[]): string {
  const parts = counts.map((count, i) =>
    graph.op('Expand', [graph.scalar(i === 0 ? 0.4 : 0.85), graph.ints([1, 1, count])]),
  );
  return graph.op('Concat', parts, { axis: 2 });
}

/** Adds the part of the graph that turns windows' moments [2, 6, N] into faces. `counts`: anchors of each stride. */
export function findDrawnFaces(
  graph: GraphBuilder,
  moments: string,
  counts: readonly number[],
  face: typeof drawnFace,
): FoundFaces {
  const plane = new Plane(graph);
  const [eyeMoments = '', mouthMoments = ''] = graph.ops('Split', [moments], 2, { axis: 0 });
  const eyes = blobOf(graph, eyeMoments);
  const mouth = blobOf(graph, mouthMoments);
  const toMouth = plane.minus([mouth.x, mouth.y], [eyes.x, eyes.y]);
  const right = plane.rightOfDown(plane.unit(toMouth));
  const { axis, unit } = eyeAxis(graph, plane, eyes, right);
  const down: Vector = [graph.scale(axis[1], -1), axis[0]];

  const eyesAt = plane.plus([eyes.x, eyes.y], plane.times(down, graph.scale(unit, calibration.eyeDown)));
  const spread = plane.dot(axis, [plane.dot([mouth.xx, mouth.xy], axis), plane.dot([mouth.xy, mouth.yy], axis)]);
  const mouthHalf = graph.scale(graph.root(spread), calibration.mouthSpread);
  // The lower the lip hangs, the more mouth there is and the further its middle lies under the corners.
  const hang = graph.scale(graph.div(mouth.mass, graph.shift(mouthHalf, 1e-3)), calibration.mouthRise);
  const rise = graph.add(hang, graph.scale(unit, 0.8 * face.upperLip));
  const mouthAt = plane.minus([mouth.x, mouth.y], plane.times(down, rise));

  const eyeStep = plane.times(axis, unit);
  const mouthStep = plane.times(axis, mouthHalf);
  const nose = plane.plus(eyesAt, plane.times(plane.minus(mouthAt, eyesAt), graph.scalar(face.nose.y / face.mouth.y)));
  const points = [
    plane.minus(eyesAt, eyeStep),
    plane.plus(eyesAt, eyeStep),
    nose,
    plane.minus(mouthAt, mouthStep),
    plane.plus(mouthAt, mouthStep),
  ].flat();

  const middle = plane.plus(eyesAt, plane.times(down, graph.scale(unit, face.outline.y)));
  const extent = (along: string, across: string) =>
    plane.length([
      graph.scale(graph.mul(along, unit), face.outline.halfWidth),
      graph.scale(graph.mul(across, unit), face.outline.halfHeight),
    ]);
  const logSize = (half: string) => graph.op('Log', [graph.op('Max', [graph.scale(half, 2), graph.scalar(0.01)])]);
  const box = [...middle, logSize(extent(axis[0], axis[1])), logSize(extent(axis[1], axis[0]))];

  // Tests of shape. Two neighbouring faces in one window, or a stray colour, fail at least one of them.
  const per = (a: string, power: 1 | 2) => graph.div(a, graph.shift(power === 1 ? unit : graph.mul(unit, unit), 1e-4));
  const shape = [
    graph.between(per(plane.length(toMouth), 1), [1.7, 2.1], [2.9, 3.3]),
    graph.between(per(mouthHalf, 1), [0.5, 0.65], [1.1, 1.3]),
    graph.ramp(plane.dot(axis, right), 0.85, 0.93),
  ];
  const centre = plane.plus([eyes.x, eyes.y], plane.times(toMouth, graph.scalar(0.5)));
  const away = graph.op('Max', [graph.op('Abs', [centre[0]]), graph.op('Abs', [centre[1]])]);
  shape.push(graph.ramp(away, 0.75, 0.55));
  const presence = [
    graph.between(per(eyes.mass, 2), [0.2, 0.4], [1.4, 1.8]),
    graph.between(per(mouth.mass, 2), [0.12, 0.25], [1.5, 1.9]),
    graph.mul(graph.ramp(graph.sub(unit, smallestUnit(graph, counts)), 0, 0.2), graph.ramp(unit, 2.5, 2.3)),
  ];
  const product = (factors: readonly string[]) => factors.reduce((a, b) => graph.mul(a, b));
  const rows = (columns: readonly string[]) =>
    graph.op('Transpose', [graph.op('Concat', columns, { axis: 1 })], { perm: [0, 2, 1] });
  return { cls: rows([product(shape)]), obj: rows([product(presence)]), bbox: rows(box), kps: rows(points) };
}
