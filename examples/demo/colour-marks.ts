import { drawnColours } from './drawn-face.ts';
import type { GraphBuilder } from './graph-builder.ts';

/**
 * Soft masks 0..1 of a picture's eye whites and mouths by colour alone.
 * @param picture [1, 3, h, w]
 * @param order how its channels lie
 * @param peak the value of full brightness: 255 or 1
 * @returns two tensors [1, 1, h, w]
 */
export function colourMarks(graph: GraphBuilder, picture: string, order: 'bgr' | 'rgb', peak: 1 | 255) {
  const { white, red } = drawnColours;
  const scale = peak / 255;
  const darkest = graph.op('ReduceMin', [picture], { axes: [1], keepdims: 1 });
  const redMinusGreen = order === 'bgr' ? [0, -1, 1] : [1, -1, 0];
  const redness = graph.op('Conv', [picture, graph.floats([1, 3, 1, 1], redMinusGreen)]);
  return {
    white: graph.ramp(darkest, white.rest * scale, white.eye * scale),
    red: graph.ramp(redness, red.rest * scale, red.mouth * scale),
  };
}

/** 1 where a picture (RGB 0..1) shows neither eye white nor mouth: what counts as skin and its paint. [1, 1, h, w] */
export function skinMark(graph: GraphBuilder, picture: string): string {
  const { white, red } = colourMarks(graph, picture, 'rgb', 1);
  return graph.sub(graph.scalar(1), graph.op('Max', [white, red]));
}
