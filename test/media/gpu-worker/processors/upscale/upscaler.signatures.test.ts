import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../../../examples/demo/graph-builder.ts';
import { catalog } from '../../../../../gpu-worker/catalog/catalog.ts';
import { normalisations } from '../../../../../gpu-worker/models/model-facts.ts';
import { enlargedLayout, frameBytes } from '../../../../../gpu-worker/pixels/frame-layout.ts';
import { upscale } from '../../../../../gpu-worker/processors/upscale/upscale.ts';
import { openUpscaler } from '../../../../../gpu-worker/processors/upscale/upscaler.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { rgbLayout } from '../../../../helpers/media/patterns.ts';
import { cpu } from '../../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../../helpers/models/open-models.ts';
import { gains, offsets, somePicture } from '../../../../helpers/models/signature-model.ts';

const clock = { elapsedMs: 0 };

/** What a test model adds to a pixel of a tile: another number at every place, so that a tile that lies elsewhere shows. */
const mark = (x: number, y: number): number => 0.002 * ((7 * x + 3 * y) % 61);

/** Repeats each pixel, with another gain and offset for each channel and the mark of its place. `spoil` is divided by. */
async function writeUpscaler(name: string, side: number, scale: number, spoil = 1): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, side, side]);
  const channels = (values: readonly number[]) => graph.floats([1, 3, 1, 1], values);
  const marks = Float32Array.from({ length: side * side }, (_, i) => mark(i % side, Math.floor(i / side)));
  const mixed = graph.add(graph.mul(input, channels(gains)), channels(offsets));
  const marked = graph.add(mixed, graph.floats([1, 1, side, side], marks));
  const large = graph.op('Resize', [
    graph.div(marked, graph.scalar(spoil)),
    '',
    graph.floats([4], [1, 1, scale, scale]),
  ]);
  graph.output('output', [1, 3, side * scale, side * scale], large);
  const file = path.join(await temporaryFolder(), `${name}.onnx`);
  await writeFile(file, graph.build(name, 'test model: repeats pixels'));
  return file;
}

type Tile = readonly [side: number, border: number, margin: number];
const [small, medium, usual, large] = [
  [64, 4, 2],
  [128, 8, 4],
  [256, 16, 8],
  [1024, 64, 32],
] as const;
/** FaceFusion's table of tiles and scales, written down a second time. */
const contracts: Readonly<Record<string, readonly [Tile, number]>> = {
  clear_reality_x4: [medium, 4],
  face_dat_x4: [medium, 4],
  nomos8k_sc_x4: [medium, 4],
  real_esrgan_x2: [usual, 2],
  real_esrgan_x2_fp16: [usual, 2],
  real_esrgan_x4: [usual, 4],
  real_esrgan_x4_fp16: [usual, 4],
  real_esrgan_x8: [usual, 8],
  real_esrgan_x8_fp16: [usual, 8],
  real_hatgan_x4: [usual, 4],
  real_web_photo_x4: [small, 4],
  realistic_rescaler_x4: [medium, 4],
  remacri_x4: [medium, 4],
  siax_x4: [medium, 4],
  span_kendata_x4: [medium, 4],
  swin2_sr_x4: [medium, 4],
  tghq_face_x8: [medium, 8],
  ultra_sharp_x4: [medium, 4],
  ultra_sharp_2_x4: [large, 4],
};

interface Reading {
  readonly tile: Tile;
  readonly blueFirst: boolean;
  readonly centredIn: boolean;
  readonly centredOut: boolean;
}

/** How far an enlarged frame is from what it should be when it is read so, in levels. */
function offBy(made: Uint8Array, frame: Uint8Array, width: number, scale: number, reading: Reading): number {
  const { tile, blueFirst, centredIn, centredOut } = reading;
  const [side, border, margin] = tile;
  const core = side - 2 * margin;
  let sum = 0;
  for (let at = 0; at < made.length; at += 1) {
    const [channel, pixel] = [at % 3, Math.floor(at / 3)];
    const [x, y] = [Math.floor((pixel % (width * scale)) / scale), Math.floor(pixel / (width * scale) / scale)];
    const unit = (frame[3 * (y * width + x) + (blueFirst ? 2 - channel : channel)] ?? Number.NaN) / 255;
    const left = Math.floor((x + border) / core) * core - border - margin;
    const fed = centredIn ? 2 * unit - 1 : unit;
    const out = fed * (gains[channel] ?? 0) + (offsets[channel] ?? 0) + mark(x - left, y + border + margin);
    sum += Math.abs((made[at] ?? Number.NaN) - Math.trunc(255 * (centredOut ? (out + 1) / 2 : out)));
  }
  return sum / made.length;
}

const openOne = (name: string, file: string) =>
  openFaceModels([{ role: 'upscaler', name, path: file, sha256: '', sizeBytes: 1, licence: 'test' }], cpu);

describe('upscalers', () => {
  test('every one of the catalogue is among them', () => {
    const names = catalog.filter(({ role }) => role === 'upscaler').map(({ name }) => name);
    expect(names.sort()).toEqual(Object.keys(contracts).sort());
  });

  test.each(Object.entries(contracts))(
    '%s: its tiles, its scale, red first, 0..1 in and out',
    async (name, [tile, scale]) => {
      const [side, border, margin] = tile;
      const models = await openOne(name, await writeUpscaler(name, side, scale));
      // A frame that reaches into the second tile.
      const layout = rgbLayout(side - 2 * margin - border + 14, 6);
      const frame = Uint8Array.from({ length: frameBytes(layout) }, (_, i) => 40 + ((i * 37) % 91) + 30 * (i % 3));
      const memory = new Uint8Array(frameBytes(enlargedLayout(layout, scale)));
      memory.set(frame);
      const step = upscale.ready({ name: 'upscale', model: name, blend: 100 }, models);
      expect(await step.frame?.change(memory, layout)).toBe(true);
      await models.close();
      const right: Reading = { tile, blueFirst: false, centredIn: false, centredOut: false };
      const off = (change: Partial<Reading>): number =>
        offBy(memory, frame, layout.width, scale, { ...right, ...change });
      expect(off({})).toBeLessThan(0.02);
      expect(off({ blueFirst: true }), 'red and blue').toBeGreaterThan(1);
      expect(off({ centredIn: true }), 'mean and deviation').toBeGreaterThan(1);
      expect(off({ centredOut: true }), 'output range').toBeGreaterThan(1);
      expect(off({ tile: [side, 0, margin] }), 'no border').toBeGreaterThan(1);
      expect(off({ tile: [side, border, 0] }), 'no margin').toBeGreaterThan(1);
      expect(off({ tile: [side, border + 1, margin - 1] }), 'another core').toBeGreaterThan(0.1);
    },
  );

  test('a tile of one colour may stay one; numbers that say nothing are none', async () => {
    const facts = { tile: [64, 4, 2], scale: 2, normalisation: normalisations.unit, output: '0..1' } as const;
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
    const models = await openOne('real_esrgan_x2', file);
    const layout = rgbLayout(40, 30);
    const memory = new Uint8Array(frameBytes(enlargedLayout(layout, 2)));
    memory.fill(77, 0, frameBytes(layout));
    const step = upscale.ready({ name: 'upscale', model: 'real_esrgan_x2', blend: 80 }, models);
    expect(await step.frame?.change(memory, layout)).toBe(false);
    expect(memory.every((value) => value === 77)).toBe(true);
    await models.close();
  });
});
