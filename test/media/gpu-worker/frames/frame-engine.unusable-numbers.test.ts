import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../../examples/demo/graph-builder.ts';
import { landmarkerNamed } from '../../../../gpu-worker/finding/best-landmarks.ts';
import { detectorRole } from '../../../../gpu-worker/finding/detector.ts';
import { estimatorName, estimatorRole } from '../../../../gpu-worker/finding/point-estimator.ts';
import { recognizerName, recognizerRole } from '../../../../gpu-worker/finding/recognizer.ts';
import { frameEngine } from '../../../../gpu-worker/frames/frame-engine.ts';
import { loadedModel } from '../../../../gpu-worker/models/role.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { swapperNamed } from '../../../../gpu-worker/processors/swap/swapper-named.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { patterned, rgbLayout } from '../../../helpers/media/patterns.ts';
import { cpu, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';
import { ownModels } from '../../../helpers/models/own-models.ts';

const layout = rgbLayout(120, 90);
const points = [
  { x: 40, y: 40 },
  { x: 70, y: 40 },
  { x: 55, y: 55 },
  { x: 43, y: 68 },
  { x: 67, y: 68 },
];
const frame = () => openFrame(patterned(120, 90), layout);
const faceBox = { x1: 35, y1: 30, x2: 75, y2: 75 };

/** A model that looks at nothing and always says the same. */
async function writeConstant(
  name: string,
  input: readonly number[],
  outputs: Readonly<Record<string, { readonly dims: readonly number[]; readonly value: number }>>,
): Promise<string> {
  const graph = new GraphBuilder();
  graph.input('input', [...input]);
  for (const [output, { dims, value }] of Object.entries(outputs)) {
    const count = dims.reduce((product, dim) => product * dim, 1);
    graph.output(output, [...dims], graph.floats([...dims], new Float32Array(count).fill(value)));
  }
  const file = path.join(await temporaryFolder(), `${name}.onnx`);
  await writeFile(file, graph.build(name, 'test model'));
  return file;
}

const facts = { sha256: '', sizeBytes: 1, licence: 'test' } as const;

describe.each([
  ['not a number', Number.NaN],
  ['all the same', 0.5],
])('a model whose numbers are %s', (_what, value) => {
  test('recognizer: no embedding, and no error', async () => {
    const file = await writeConstant('arcface_w600k_r50', [1, 3, 112, 112], { output: { dims: [1, 512], value } });
    const models = await openFaceModels([{ ...facts, role: 'recognizer', name: 'arcface_w600k_r50', path: file }], cpu);
    expect(await models.get(recognizerRole, recognizerName).embed(frame(), points)).toBeUndefined();
    await models.close();
  });

  test('estimator: no points', async () => {
    const file = await writeConstant('fan_68_5', [1, 5, 2], { output: { dims: [1, 68, 2], value } });
    const models = await openFaceModels([{ ...facts, role: 'estimator', name: 'fan_68_5', path: file }], cpu);
    expect(await models.get(estimatorRole, estimatorName).estimate(points)).toBeUndefined();
    await models.close();
  });

  test('landmarker: no points, however sure it is of them', async () => {
    const file = await writeConstant('2dfan4', [1, 3, 256, 256], {
      landmarks: { dims: [1, 68, 3], value },
      heatmaps: { dims: [1, 68, 64, 64], value: 0.9 },
    });
    const models = await openFaceModels([{ ...facts, role: 'landmarker', name: '2dfan4', path: file }], cpu);
    expect(await landmarkerNamed(models, '2dfan4').find(frame(), layout, faceBox, 0)).toBeUndefined();
    await models.close();
  });

  test('converter: the person cannot be turned into what the swapper takes, which is told at once', async () => {
    const file = await writeConstant('crossface_ghost', [1, 512], { output: { dims: [1, 512], value } });
    const swapper = new GraphBuilder();
    swapper.input('source', [1, 512]);
    swapper.output('output', [1, 3, 256, 256], swapper.input('target', [1, 3, 256, 256]));
    const swapperFile = path.join(path.dirname(file), 'ghost_1_256.onnx');
    await writeFile(swapperFile, swapper.build('ghost_1_256', 'test model'));
    const models = await openFaceModels(
      [
        { ...facts, role: 'embedding-converter', name: 'crossface_ghost', path: file },
        { ...facts, role: 'swapper', name: 'ghost_1_256', path: swapperFile },
      ],
      cpu,
    );
    const person = new Float32Array(512).map((_, i) => i - 200);
    await expect(swapperNamed(models, 'ghost_1_256').prepareIdentity(person)).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      retryable: false,
    });
    await models.close();
  });
});

test('a detector that answers NaN finds nothing, and says of the frame that it could not tell', async () => {
  const groups = { cls: 1, obj: 1, bbox: 4, kps: 10 };
  const outputs = Object.fromEntries(
    Object.entries(groups).flatMap(([name, width]) =>
      [8, 16, 32].map((stride) => [
        `${name}_${stride}`,
        { dims: [1, (640 / stride) ** 2, width], value: name === 'cls' ? Number.NaN : 0.5 },
      ]),
    ),
  );
  const file = await writeConstant('yunet_2023_mar', [1, 3, 640, 640], outputs);
  const engine = frameEngine(
    await openFaceModels([{ ...facts, role: 'detector', name: 'yunet_2023_mar', path: file }], cpu),
  );
  engine.follow(taskWith({ swapper: 'none', debug: true }));
  expect(await engine.processFrame(patterned(120, 90), layout)).toMatchObject({ faces: [], unusable: ['detect'] });
  expect(await engine.analyseFrame(patterned(120, 90), layout, false)).toMatchObject({ faces: [], unusable: true });
});

test('a recognizer that says nothing of a face costs the first pass nothing, and a person’s photo a clear error', async () => {
  const close = async () => undefined;
  const look = async () => [{ box: faceBox, score: 0.9, points }];
  const models = ownModels(
    loadedModel(detectorRole, 'yunet_2023_mar', { look, close }),
    loadedModel(recognizerRole, 'arcface_w600k_r50', { embed: async () => undefined, close }),
  );
  const engine = frameEngine(models);
  const { analysis, processors } = taskWith({ swapper: 'none', debug: true });
  engine.follow({ analysis, processors });
  const { faces } = await engine.analyseFrame(patterned(120, 90), layout, true);
  expect(faces).toEqual([{ box: faceBox, score: 0.9, points }]);
  const photo = { width: 120, height: 90, data: patterned(120, 90) };
  await expect(engine.embedPhoto(photo, analysis)).rejects.toMatchObject({ code: 'MODEL_OUTPUT', retryable: false });
});
