import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../examples/demo/graph-builder.ts';
import { frameBytes } from '../../../gpu-worker/face/frame-layout.ts';
import { enlargedLayout } from '../../../gpu-worker/face/tiled-frame.ts';
import { catalog } from '../../../gpu-worker/models/catalog.ts';
import { openUpscaler } from '../../../gpu-worker/models/upscaler.ts';
import { openFaceModels } from '../../../gpu-worker/models/warm-models.ts';
import { readyUpscale } from '../../../gpu-worker/pipeline/processors/upscale.ts';
import { cpu } from '../../helpers/engine.ts';
import { rgbLayout } from '../../helpers/patterns.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { gains, offsets, somePicture } from './signature-model.ts';

const clock = { elapsedMs: 0 };

/** Repeats each pixel, with another gain and offset for each channel. `spoil` is divided by. */
async function writeUpscaler(name: string, side: number, scale: number, spoil = 1): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, side, side]);
  const large = graph.op('Resize', [input, '', graph.floats([4], [1, 1, scale, scale])]);
  const channels = (values: readonly number[]) => graph.floats([1, 3, 1, 1], values);
  const mixed = graph.add(graph.mul(large, channels(gains)), channels(offsets));
  graph.output('output', [1, 3, side * scale, side * scale], graph.div(mixed, graph.scalar(spoil)));
  const file = path.join(await temporaryFolder(), `${name}.onnx`);
  await writeFile(file, graph.build(name, 'test model: repeats pixels'));
  return file;
}

describe('upscalers', () => {
  const rows = catalog.flatMap((row) =>
    row.role === 'upscaler' && row.scale * row.tile[0] <= 1024 ? [[row.name, row] as const] : [],
  );

  test.each(rows)('%s: red first, planes, 0..1 in and out', async (name, facts) => {
    const { tile, scale } = facts;
    const [side] = tile;
    const upscaler = await openUpscaler(facts, await writeUpscaler(name, side, scale), cpu, clock);
    const picture = somePicture(side);
    const output = await upscaler.enlarge(picture);
    const large = side * scale;
    let [different, differentAsBgr, differentIfCentred] = [0, 0, 0];
    for (let at = 0; at < 3 * large * large; at += 997) {
      const channel = Math.floor(at / (large * large));
      const [x, y] = [Math.floor((at % large) / scale), Math.floor((Math.floor(at / large) % large) / scale)];
      const expected = (level: number): number =>
        Math.min(255, level * (gains[channel] ?? 0) + 255 * (offsets[channel] ?? 0));
      const got = output?.[at] ?? Number.NaN;
      const level = picture[channel * side * side + y * side + x] ?? 0;
      if (!(Math.abs(got - expected(level)) < 0.01)) different += 1;
      if (Math.abs(got - expected(picture[(2 - channel) * side * side + y * side + x] ?? 0)) > 1) differentAsBgr += 1;
      if (Math.abs(got - expected(2 * level - 255)) > 1) differentIfCentred += 1;
    }
    expect(different).toBe(0);
    expect(differentAsBgr).toBeGreaterThan(50);
    expect(differentIfCentred).toBeGreaterThan(50);
    await upscaler.close();
  });

  test('a tile of one colour may stay one; numbers that say nothing are none', async () => {
    const facts = { tile: [64, 4, 2], scale: 2 } as const;
    const black = new Float32Array(3 * 64 * 64);
    const whole = await openUpscaler(facts, await writeUpscaler('x', 64, 2), cpu, clock);
    expect((await whole.enlarge(black))?.[0]).toBeCloseTo(255 * offsets[0], 3);
    await whole.close();
    for (const spoil of [0, Number.POSITIVE_INFINITY]) {
      const spoilt = await openUpscaler(facts, await writeUpscaler('x', 64, 2, spoil), cpu, clock);
      expect(await spoilt.enlarge(somePicture(64)), String(spoil)).toBeUndefined();
      await spoilt.close();
    }
  });

  test('a frame of which the model makes nothing usable is plainly enlarged, and says so', async () => {
    const file = await writeUpscaler('real_esrgan_x2', 256, 2, 0);
    const models = await openFaceModels(
      [{ role: 'upscaler', name: 'real_esrgan_x2', path: file, sha256: '', sizeBytes: 1, licence: 'test' }],
      cpu,
    );
    const layout = rgbLayout(40, 30);
    const memory = new Uint8Array(frameBytes(enlargedLayout(layout, 2)));
    const timings = { detectMs: 0, swapMs: 0, enhanceMs: 0, pasteMs: 0, inferenceMs: 0 };
    memory.fill(77, 0, frameBytes(layout));
    const step = readyUpscale({ name: 'upscale', model: 'real_esrgan_x2', blend: 80 }, models);
    expect(await step.frame?.change(memory, layout, timings)).toBe(false);
    expect(memory.every((value) => value === 77)).toBe(true);
    await models.close();
  });
});
