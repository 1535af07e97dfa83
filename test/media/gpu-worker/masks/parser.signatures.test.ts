import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { faceRegions } from '../../../../contract/options/masks.ts';
import { GraphBuilder } from '../../../../examples/demo/graph-builder.ts';
import { catalog } from '../../../../gpu-worker/catalog/catalog.ts';
import { occluderRole, openOccluder } from '../../../../gpu-worker/masks/occluder.ts';
import { type FaceRegion, openParser, parserRole } from '../../../../gpu-worker/masks/parser.ts';
import { softenMask } from '../../../../gpu-worker/masks/soft-mask.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { cpu } from '../../../helpers/models/engine.ts';
import { findInCatalog } from '../../../helpers/models/find-in-catalog.ts';
import { somePicture } from '../../../helpers/models/signature-model.ts';

const clock = { elapsedMs: 0 };
const furthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0);

/** Red rises to the right, blue downwards, green falls to the right. */
function slopes(size: number): Float32Array {
  const plane = size * size;
  return Float32Array.from({ length: 3 * plane }, (_, i) => {
    const [x, y] = [i % size, Math.floor(i / size) % size];
    return [(255 * x) / size, 255 - (200 * x) / size, (255 * y) / size][Math.floor(i / plane)] ?? 0;
  });
}

/** Red on the left, cyan on the right, the edge not between two of its halves: what moves by part of a pixel shows. */
const halves = (size: number): Float32Array =>
  Float32Array.from({ length: 3 * size * size }, (_, i) => {
    const [isRed, isLeft] = [i < size * size, i % size <= size / 2];
    return isRed === isLeft ? 255 : 0;
  });

/** OpenCV's linear resize, a pixel at a time; without the half pixel as a beginner would write it. */
function resized(planes: Float32Array, from: number, to: number, halfPixel: boolean): Float32Array {
  if (from === to) return planes;
  const shift = halfPixel ? 0.5 : 0;
  const count = planes.length / (from * from);
  const within = (value: number): number => Math.min(from - 1, Math.max(0, value));
  return Float32Array.from({ length: count * to * to }, (_, i) => {
    const [plane, x, y] = [Math.floor(i / (to * to)), i % to, Math.floor(i / to) % to];
    const [sx, sy] = [within(((x + shift) * from) / to - shift), within(((y + shift) * from) / to - shift)];
    const [left, top] = [Math.floor(sx), Math.floor(sy)];
    const at = (px: number, py: number): number => planes[(plane * from + within(py)) * from + within(px)] ?? 0;
    const [fx, fy] = [sx - left, sy - top];
    const above = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
    return above * (1 - fy) + (at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx) * fy;
  });
}

const shares = [0.9, 0.3, -0.2] as const;

/** An occluder that says `0.9 first + 0.3 second - 0.2 third` of each pixel's three channels. */
async function writeOccluder(folder: string, size = 256, gain = 1): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, size, size, 3]);
  const mixed = graph.op('MatMul', [
    input,
    graph.floats(
      [3, 1],
      shares.map((share) => share * gain),
    ),
  ]);
  graph.output('output', [1, size, size, 1], mixed);
  const file = path.join(folder, 'xseg_1.onnx');
  await writeFile(file, graph.build('occluder', 'test model: a mix of channels'));
  return file;
}

function occlusionOf(crop: Float32Array, size: number, wrong: 'red first' | 'half a pixel' | 'nothing'): Float32Array {
  const halfPixel = wrong !== 'half a pixel';
  const seen = resized(crop, size, 256, halfPixel);
  const plane = 256 * 256;
  const raw = Float32Array.from({ length: plane }, (_, i) => {
    const rgb = [seen[i] ?? 0, seen[i + plane] ?? 0, seen[i + 2 * plane] ?? 0].map((level) => level / 255);
    const fed = wrong === 'red first' ? rgb : rgb.reverse();
    return Math.min(
      1,
      Math.max(
        0,
        shares.reduce((sum, share, k) => sum + share * (fed[k] ?? 0), 0),
      ),
    );
  });
  return softenMask(resized(raw, 256, size, true), size);
}

describe('occluders', () => {
  test.each(['xseg_1', 'xseg_2', 'xseg_3'])('%s: blue first, pixels one after another, 0..1', async (name) => {
    const facts = findInCatalog(occluderRole, name);
    if (facts === undefined) throw new Error(`${name} is not in the catalogue`);
    const occluder = await openOccluder(facts, await writeOccluder(await temporaryFolder()), cpu, clock);
    for (const size of [128, 256, 512]) {
      const crop = slopes(size);
      const mask = (await occluder.mask(crop, size)) ?? new Float32Array();
      expect(furthest(mask, occlusionOf(crop, size, 'nothing'))).toBeLessThan(1e-4);
      expect(furthest(mask, occlusionOf(crop, size, 'red first'))).toBeGreaterThan(0.3);
      if (size === 256) continue;
      const turned = halves(size).reverse();
      const edge = (await occluder.mask(turned, size)) ?? new Float32Array();
      expect(furthest(edge, occlusionOf(turned, size, 'nothing'))).toBeLessThan(1e-4);
      expect(furthest(edge, occlusionOf(turned, size, 'half a pixel'))).toBeGreaterThan(0.01);
    }
    await occluder.close();
  });

  test('numbers that say nothing are none, and another layout is refused', async () => {
    const facts = findInCatalog(occluderRole, 'xseg_1');
    if (facts === undefined) throw new Error('xseg_1 is not in the catalogue');
    for (const gain of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      const occluder = await openOccluder(facts, await writeOccluder(await temporaryFolder(), 256, gain), cpu, clock);
      expect(await occluder.mask(slopes(128), 128), String(gain)).toBeUndefined();
      await occluder.close();
    }
    const folder = await temporaryFolder();
    const planes = new GraphBuilder();
    planes.output(
      'output',
      [1, 1, 256, 256],
      planes.op('ReduceMax', [planes.input('input', [1, 3, 256, 256])], { axes: [1] }),
    );
    await writeFile(path.join(folder, 'x.onnx'), planes.build('x', 'planes'));
    await expect(openOccluder(facts, path.join(folder, 'x.onnx'), cpu, clock)).rejects.toMatchObject({
      code: 'MODEL_CONTRACT',
      message: expect.stringMatching(/256, 256, 3.*found.*3, 256, 256/s),
    });
  });
});

/** What of each channel speaks for the nose; the background speaks with `rival`. */
const noseWeights = [1, -0.5, -0.75] as const;
const rival = 0.1;

async function writeParser(folder: string): Promise<string> {
  const graph = new GraphBuilder();
  const input = graph.input('input', [1, 3, 512, 512]);
  const weights = new Float32Array(19 * 3);
  weights.set(noseWeights, 3 * 10);
  const bias = new Float32Array(19).fill(-9);
  bias[0] = rival;
  bias[10] = 0;
  const scores = graph.op('Conv', [input, graph.floats([19, 3, 1, 1], weights), graph.floats([19], bias)], {
    kernel_shape: [1, 1],
  });
  graph.output('output', [1, 19, 512, 512], scores);
  const file = path.join(folder, 'bisenet.onnx');
  await writeFile(file, graph.build('parser', 'test model: the nose is where it is red'));
  return file;
}

/** What each class of a parser is, written down a second time; those that cannot be asked for have no name. */
const classNames = [
  ...[undefined, 'skin', 'left-eyebrow', 'right-eyebrow', 'left-eye', 'right-eye', 'glasses'],
  ...[undefined, undefined, undefined, 'nose', 'mouth', 'upper-lip', 'lower-lip'],
  ...Array.from({ length: 5 }, () => undefined),
] as const satisfies readonly (FaceRegion | undefined)[];
const stripeWidth = 512 / 19;

/** A parser to which a picture is 19 stripes side by side, one of each class. */
async function writeStripedParser(folder: string): Promise<string> {
  const graph = new GraphBuilder();
  const nothing = graph.scale(graph.input('input', [1, 3, 512, 512]), 0);
  const flat = graph.op('ReduceMax', [nothing], { axes: [1] });
  const scores = Float32Array.from({ length: 19 * 512 }, (_, i) =>
    Math.floor((i % 512) / stripeWidth) === Math.floor(i / 512) ? 1 : 0,
  );
  graph.output('output', [1, 19, 512, 512], graph.add(flat, graph.floats([1, 19, 1, 512], scores)));
  const file = path.join(folder, 'striped.onnx');
  await writeFile(file, graph.build('parser', 'test model: 19 stripes'));
  return file;
}

interface Reading {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly blueFirst?: boolean;
  readonly halfPixel?: boolean;
}
const imageNet: Reading = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

function noseOf(crop: Float32Array, size: number, reading: Reading): Float32Array {
  const { mean, std, blueFirst = false, halfPixel = true } = reading;
  const seen = resized(crop, size, 512, halfPixel);
  const plane = 512 * 512;
  const raw = Float32Array.from({ length: plane }, (_, i) => {
    const score = noseWeights.reduce((sum, weight, k) => {
      const level = seen[i + (blueFirst ? 2 - k : k) * plane] ?? 0;
      return sum + (weight * (level / 255 - (mean[k] ?? 0))) / (std[k] ?? 1);
    }, 0);
    return score > rival ? 1 : 0;
  });
  return softenMask(resized(raw, 512, size, true), size);
}

describe('parsers', () => {
  const parsers = catalog.flatMap((row) => (row.role === 'parser' ? [[row.name, row] as const] : []));

  test.each(parsers)(
    '%s: red first, planes, ImageNet’s mean and deviation; regions by FaceFusion’s numbers',
    async (_, facts) => {
      const parser = await openParser(facts, await writeParser(await temporaryFolder()), cpu, clock);
      for (const size of [128, 256]) {
        const crop = slopes(size);
        const mask = (await parser.mask(crop, size, ['skin', 'nose'])) ?? new Float32Array();
        const off = (reading: Reading): number => furthest(mask, noseOf(crop, size, reading));
        // A pixel at the very border may fall to either side.
        expect(off(imageNet)).toBeLessThan(0.02);
        expect(off({ ...imageNet, blueFirst: true }), 'blue first').toBeGreaterThan(0.5);
        expect(off({ mean: [0, 0, 0], std: [1, 1, 1] }), 'no normalisation').toBeGreaterThan(0.5);
        expect(off({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }), 'another normalisation').toBeGreaterThan(0.3);
        const edge = (await parser.mask(halves(size), size, ['nose'])) ?? new Float32Array();
        expect(furthest(edge, noseOf(halves(size), size, imageNet))).toBeLessThan(0.005);
        const moved = noseOf(halves(size), size, { ...imageNet, halfPixel: false });
        expect(furthest(edge, moved), 'half a pixel').toBeGreaterThan(0.01);
        const elsewhere = await parser.mask(crop, size, ['mouth', 'left-eye']);
        expect(elsewhere?.every((value) => value === 0)).toBe(true);
      }
      await parser.close();
    },
  );
  test('there are as many as FaceFusion has', () => expect(parsers).toHaveLength(2));

  test('every region is its own class of the 19, by FaceFusion’s numbers, and no other', async () => {
    const facts = findInCatalog(parserRole, 'bisenet_resnet_34');
    if (facts === undefined) throw new Error('bisenet_resnet_34 is not in the catalogue');
    const size = 512;
    const parser = await openParser(facts, await writeStripedParser(await temporaryFolder()), cpu, clock);
    for (const [label, region] of classNames.entries()) {
      if (region === undefined) continue;
      const mask = (await parser.mask(somePicture(size), size, [region])) ?? new Float32Array();
      const seen = classNames.flatMap((_, stripe) => {
        const middle = 256 * size + Math.floor((stripe + 0.5) * stripeWidth);
        return (mask[middle] ?? 0) > 0.5 ? [stripe] : [];
      });
      expect(seen, region).toEqual([label]);
    }
    expect(classNames.filter((name) => name !== undefined).toSorted()).toEqual([...faceRegions].toSorted());
    await parser.close();
  });
});
