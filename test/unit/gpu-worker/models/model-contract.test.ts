import { expect, test } from 'vitest';
import { balancedEmbedding, mappedEmbedding, normalized } from '../../../../gpu-worker/faces/embedding.ts';
import { usablePixels } from '../../../../gpu-worker/models/face-model.ts';
import { checkContract, type ModelContract } from '../../../../gpu-worker/models/model-contract.ts';

const contract: ModelContract = {
  inputs: [
    { name: 'input', dims: [1, 3, 512, 512] },
    { name: 'weight', type: 'float64', dims: [1], optional: true },
  ],
  outputs: [{ dims: [1, 3, 512, 512] }],
};
const input = { name: 'input', type: 'float32', dims: [1, 3, 512, 512] };
const output = { ...input, name: '1288' };

test('names of inputs, ranks and sizes count; names of outputs and free sizes do not', () => {
  const weight = { name: 'weight', type: 'float64', dims: [1] };
  expect(() => checkContract({ inputs: [input], outputs: [output] }, 'a.onnx', contract)).not.toThrow();
  expect(() => checkContract({ inputs: [weight, input], outputs: [output] }, 'a.onnx', contract)).not.toThrow();
  const free = { ...input, dims: ['batch', 3, 'height', 'width'] };
  expect(() => checkContract({ inputs: [free], outputs: [output] }, 'a.onnx', contract)).not.toThrow();
});

test.each([
  ['another name', { inputs: [{ ...input, name: 'image' }], outputs: [output] }],
  ['another size', { inputs: [{ ...input, dims: [1, 3, 256, 256] }], outputs: [output] }],
  ['another rank', { inputs: [{ ...input, dims: [3, 512, 512] }], outputs: [output] }],
  ['another type', { inputs: [{ ...input, type: 'float16' }], outputs: [output] }],
  ['one input too many', { inputs: [input, { ...input, name: 'mask' }], outputs: [output] }],
  ['one output too many', { inputs: [input], outputs: [output, output] }],
  ['no input', { inputs: [], outputs: [output] }],
])('%s is another kind of model', (_, session) => {
  expect(() => checkContract(session, 'a.onnx', contract)).toThrow(/a\.onnx.*expected.*input.*found/s);
});

test('a type may be one of several; a count says nothing of the shape; outputs that nobody reads may follow', () => {
  const output = (type: string, ...dims: (number | string)[]) => ({ name: 'x', type, dims });
  const loose: ModelContract = {
    inputs: [],
    outputs: [{ dims: { valueCount: 204 } }, { type: ['int64', 'int32'], dims: [1] }],
    further: true,
  };
  const id = output('int32', 1);
  const check = (...outputs: ReturnType<typeof output>[]) => checkContract({ inputs: [], outputs }, 'a.onnx', loose);
  for (const shape of [[204], [1, 68, 3], ['n', 68, 3], [1, 'rows', 12], ['n', 'm']]) {
    expect(() => check(output('float32', ...shape), id, output('string', 7))).not.toThrow();
  }
  expect(() => check(output('float32', 204), output('int64', 1))).not.toThrow();
  for (const shape of [[203], [1, 67, 3], ['n', 98, 3]]) {
    expect(() => check(output('float32', ...shape), id), shape.join(' ')).toThrow(/204 values.*found/s);
  }
  expect(() => check(output('float32', 204), output('float32', 1))).toThrow(/int64 or int32.*found/s);
  expect(() => check(output('float32', 204))).toThrow(/expected/);
});

test('a model’s numbers become pixels, clamped; useless ones are told', () => {
  expect(Array.from(usablePixels(Float32Array.from([-1, 0, 0.5, 2]), 255, 0) ?? [])).toEqual([0, 0, 127.5, 255]);
  expect(usablePixels(Float32Array.from([0.1, Number.NaN]), 255, 0)).toBeUndefined();
  expect(usablePixels(Float32Array.from([0.1, Number.POSITIVE_INFINITY]), 255, 0)).toBeUndefined();
  expect(usablePixels(new Float32Array(9).fill(0.4), 255, 0)).toBeUndefined();
});

test('embeddings: unit length, map from the left, balance by weight', () => {
  expect(Array.from(normalized(Float32Array.of(3, 4)))).toEqual([Math.fround(0.6), Math.fround(0.8)]);
  // [3, 4] · [[1, 2], [0, 1]] = [3, 10], over length 5. The transpose would give [11, 4].
  expect(Array.from(mappedEmbedding(Float32Array.of(3, 4), Float32Array.of(1, 2, 0, 1)))).toEqual([
    Math.fround(0.6),
    2,
  ]);
  const source = Float32Array.of(1, 0);
  const target = Float32Array.of(0, 2);
  const balance = (weight: number): number[] => Array.from(balancedEmbedding(source, target, weight));
  expect(balance(0.5)).toEqual([1, 0]);
  expect(balance(0)).toEqual([Math.fround(0.65), Math.fround(0.35)]);
  expect(balance(1)[0]).toBeCloseTo(1.35, 6);
  expect(balance(1)[1]).toBeCloseTo(-0.35, 6);
});
