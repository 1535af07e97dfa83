import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GraphBuilder } from '../../../examples/demo/graph-builder.ts';
import { fitSimilarity } from '../../../gpu-worker/faces/similarity.ts';
import { templatePoints } from '../../../gpu-worker/faces/templates.ts';
import type { FramePixels } from '../../../gpu-worker/pixels/frame-pixels.ts';
import type { Point } from '../../../gpu-worker/pixels/geometry.ts';

export const classifierSize = 224;
const length = 3 * classifierSize * classifierSize;
const mean = [0.485, 0.456, 0.406] as const;
const std = [0.229, 0.224, 0.225] as const;

interface ClassifierRule {
  /** One for each input value. */
  readonly weights: Float32Array;
  /** A weighted sum above it is a woman. */
  readonly threshold: number;
  /** Age class of a weighted sum: `gain * sum + shift`, cut off, within 0..8. Default: class 3. */
  readonly age?: { readonly gain: number; readonly shift: number };
}

/** A model of FairFace's names, shapes and types (int64) whose answers depend on every pixel it is shown. */
export async function writeClassifier(folder: string, { weights, threshold, age }: ClassifierRule): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, classifierSize, classifierSize]);
  const flat = graph.op('Reshape', [input, graph.ints([1, length])]);
  const sum = graph.op('Reshape', [graph.op('MatMul', [flat, graph.floats([length, 1], weights)]), graph.ints([1])]);
  const { gain, shift } = age ?? { gain: 0, shift: 3 };
  // A race that is neither a gender nor an age: whoever mixes up the outputs finds nothing usable.
  graph.output('race_id', [1], graph.whole(graph.floats([1], [-1])), 'int64');
  graph.output(
    'gender_id',
    [1],
    graph.op('Cast', [graph.op('Greater', [sum, graph.scalar(threshold)])], { to: 7 }),
    'int64',
  );
  graph.output('age_id', [1], graph.whole(graph.clip(graph.shift(graph.scale(sum, gain), shift), 0, 8)), 'int64');
  const file = path.join(folder, 'fairface.onnx');
  await writeFile(file, graph.build('fairface', 'test model: tells faces apart by a weighted sum'));
  return file;
}

/** Weights whose sum over a normalised crop is its mean brightness, 0..1, less a constant. */
function brightnessWeights(): Float32Array {
  const plane = length / 3;
  return Float32Array.from({ length }, (_, i) => (std[Math.floor(i / plane)] ?? 0) / length);
}
const darkest = -(mean[0] + mean[1] + mean[2]) / 3;

/**
 * A classifier to which a bright face is a woman's, and the brighter the older: 9 classes over 0..1.
 * @param threshold 0..1, of {@link faceBrightness}
 */
export function writeBrightClassifier(folder: string, threshold: number): Promise<string> {
  const age = { gain: 9, shift: -9 * darkest };
  return writeClassifier(folder, { weights: brightnessWeights(), threshold: threshold + darkest, age });
}

/** Mean of all channels of the crop that a classifier is shown of a face, 0..1. */
export function faceBrightness(frame: FramePixels, points: readonly Point[]): number {
  const crop = new Float32Array(length);
  const matrix = fitSimilarity(points, templatePoints('arcface_112_v2', classifierSize));
  frame.warpCrop(matrix, classifierSize, crop);
  return crop.reduce((sum, level) => sum + level, 0) / length / 255;
}

/** Age class that {@link writeBrightClassifier}'s model sees. */
export const ageOfBrightness = (brightness: number): number => Math.min(8, Math.floor(9 * brightness));
