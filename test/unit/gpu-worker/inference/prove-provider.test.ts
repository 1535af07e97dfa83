import { expect, test } from 'vitest';
import { writeOnnxModel } from '../../../../examples/demo/onnx-writer.ts';
import { proofModel, proveProvider } from '../../../../gpu-worker/inference/prove-provider.ts';

test('a provider that leaves the work to the CPU is seen, and so is one that is not there', async () => {
  await expect(proveProvider('cpu')).rejects.toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
    retryable: false,
    message: expect.stringMatching(/assigned to the default CPU EP/),
  });
  await expect(proveProvider('cuda')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: false });
});

test('the proof is the square of a 2 by 2 matrix', () => {
  const value = (name: string) => ({ name, dims: [2, 2] });
  const square = writeOnnxModel({
    name: 'proof',
    doc: '',
    nodes: [{ type: 'MatMul', inputs: ['a', 'a'], outputs: ['b'], attributes: {} }],
    initializers: [],
    inputs: [value('a')],
    outputs: [value('b')],
  });
  expect(Buffer.from(proofModel).equals(square)).toBe(true);
});
