import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { demoModelFiles } from '../../../../examples/demo/build-demo-models.ts';
import { isDemoModel } from '../../../../gpu-worker/models/files/demo-models.ts';

const committed = path.resolve(import.meta.dirname, '../../../../examples/demo/models');

const grids = [8, 16, 32].map((stride) => ({ stride, anchors: (640 / stride) ** 2 }));
const yunetOutputs = (
  [
    ['cls', 1],
    ['obj', 1],
    ['bbox', 4],
    ['kps', 10],
  ] as const
).flatMap(([name, channels]) =>
  grids.map(({ stride, anchors }): [string, number[]] => [`${name}_${stride}`, [1, anchors, channels]]),
);

const signatures: Record<string, { inputs: [string, number[]][]; outputs: [string, number[]][] }> = {
  yunet_2023_mar: { inputs: [['input', [1, 3, 640, 640]]], outputs: yunetOutputs },
  arcface_w600k_r50: { inputs: [['input', [1, 3, 112, 112]]], outputs: [['output', [1, 512]]] },
  inswapper_128: {
    inputs: [
      ['target', [1, 3, 128, 128]],
      ['source', [1, 512]],
    ],
    outputs: [['output', [1, 3, 128, 128]]],
  },
  'gfpgan_1.4': { inputs: [['input', [1, 3, 512, 512]]], outputs: [['output', [1, 3, 512, 512]]] },
};

const shapesOf = (metadata: readonly InferenceSession.ValueMetadata[]) =>
  metadata.map((value) => [value.name, value.isTensor ? value.shape : 'no tensor', value.isTensor ? value.type : '']);

describe('demo models', () => {
  it('are what the committed generator makes, byte for byte', () => {
    const built = demoModelFiles();
    expect(readdirSync(committed).sort()).toEqual([...built.keys()].sort());
    for (const [name, bytes] of built) {
      const equal = Buffer.compare(readFileSync(path.join(committed, name)), bytes) === 0;
      expect({ name, equal }).toEqual({ name, equal: true });
    }
  });

  it('take at most 3 MB', () => {
    const sizes = readdirSync(committed).map((name) => statSync(path.join(committed, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
  });

  it.each(Object.entries(signatures))('%s has the real names and shapes', async (name, { inputs, outputs }) => {
    const session = await InferenceSession.create(path.join(committed, `${name}.onnx`), { logSeverityLevel: 3 });
    expect(shapesOf(session.inputMetadata)).toEqual(inputs.map((value) => [...value, 'float32']));
    expect(shapesOf(session.outputMetadata)).toEqual(outputs.map((value) => [...value, 'float32']));
    await session.release();
  });

  it('are known to be no face-swap network, by their bytes', () => {
    for (const [name, bytes] of demoModelFiles()) {
      const known = isDemoModel(createHash('sha256').update(bytes).digest('hex'));
      expect({ name, known }).toEqual({ name, known: name.endsWith('.onnx') });
    }
  });
});
