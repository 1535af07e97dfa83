import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../../../examples/demo/graph-builder.ts';
import { catalog } from '../../../../../gpu-worker/catalog/catalog.ts';
import { labToRgb, lightnessOf, rgbToLab } from '../../../../../gpu-worker/pixels/lab.ts';
import { colourise } from '../../../../../gpu-worker/processors/colourise/colourise.ts';
import { colouriserRole, openColouriser } from '../../../../../gpu-worker/processors/colourise/colouriser.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { patterned, rgbLayout } from '../../../../helpers/media/patterns.ts';
import { answersOf, writeColouriser } from '../../../../helpers/models/colouriser-model.ts';
import { cpu } from '../../../../helpers/models/engine.ts';
import { findInCatalog } from '../../../../helpers/models/find-in-catalog.ts';
import { openFaceModels } from '../../../../helpers/models/open-models.ts';
import { somePicture } from '../../../../helpers/models/signature-model.ts';

const clock = { elapsedMs: 0 };
const colourisers = catalog.flatMap((row) => (row.role === 'colouriser' ? [[row.name, row] as const] : []));
const mean = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? Number.NaN)), 0) / a.length;

/** A plane in another size, by the definition of a linear resize; `centre` 0 is the mistake of no half pixel. */
function resized(
  plane: readonly number[],
  [w, h]: readonly [number, number],
  [toW, toH]: readonly [number, number],
  centre: number,
) {
  const place = (i: number, from: number, to: number): [number, number, number] => {
    const at = Math.min(from - 1, Math.max(0, ((i + centre) * from) / to - centre));
    return [Math.floor(at), Math.min(from - 1, Math.floor(at) + 1), at - Math.floor(at)];
  };
  return Array.from({ length: toW * toH }, (_, i) => {
    const [x0, x1, fx] = place(i % toW, w, toW);
    const [y0, y1, fy] = place(Math.floor(i / toW), h, toH);
    const at = (x: number, y: number): number => plane[y * w + x] ?? Number.NaN;
    return (at(x0, y0) * (1 - fx) + at(x1, y0) * fx) * (1 - fy) + (at(x0, y1) * (1 - fx) + at(x1, y1) * fx) * fy;
  });
}

interface Reading {
  /** Where a pixel's middle is, on the way in and on the way out. */
  readonly centreIn: number;
  readonly centreOut: number;
  readonly swapped: boolean;
  /** What the model would see of a level. */
  readonly seen: (level: number) => number;
}

/** What a frame should become, by plain formulas; or what it would become by a mistake. */
function expectedFrame(
  kind: 'ddcolor' | 'deoldify',
  rgb: Uint8Array,
  size: readonly [number, number],
  side: number,
  how: Reading,
) {
  const count = size[0] * size[1];
  const channel = (i: number, c: number): number => rgb[3 * i + c] ?? Number.NaN;
  const grey = Array.from({ length: count }, (_, i) =>
    Math.round(0.299 * channel(i, 0) + 0.587 * channel(i, 1) + 0.114 * channel(i, 2)),
  );
  const picture = resized(grey, size, [side, side], how.centreIn);
  const answers = answersOf(kind).map(({ gain, offset }) =>
    resized(
      picture.map((level) => gain * how.seen(level) + offset),
      [side, side],
      size,
      how.centreOut,
    ),
  );
  const [first = [], second = [], third = []] = how.swapped ? answers.toReversed() : answers;
  const out = new Float64Array(3);
  return Array.from({ length: count }, (_, i) => {
    let [lightness, a, b] = [lightnessOf(channel(i, 0), channel(i, 1), channel(i, 2)), first[i] ?? 0, second[i] ?? 0];
    if (kind === 'deoldify') {
      rgbToLab(Math.trunc(first[i] ?? 0), Math.trunc(second[i] ?? 0), Math.trunc(third[i] ?? 0), out);
      [lightness, a, b] = [(channel(i, 2) / 255) * 100, Math.round(out[1] ?? 0), Math.round(out[2] ?? 0)];
    }
    labToRgb(lightness, a, b, out);
    return Array.from(out, Math.round);
  }).flat();
}

describe('colourisers', () => {
  test('there are as many as FaceFusion has', () => expect(colourisers).toHaveLength(5));

  test.each(colourisers)('%s: grey three times, its range, its planes, half-pixel centres', async (name, facts) => {
    const { kind } = facts;
    const file = await writeColouriser(await temporaryFolder(), name, kind);
    const models = await openFaceModels(
      [{ role: 'colouriser', name, path: file, sha256: '', sizeBytes: 1, licence: 'test' }],
      cpu,
    );
    const size = [97, 61] as const;
    const layout = rgbLayout(...size);
    const frame = smooth(...size);
    const made = Uint8Array.from(frame);
    const step = colourise.ready({ name: 'colourise', model: name, size: 192, blend: 100 }, models);
    expect(await step.frame?.change(made, layout)).toBe(true);
    await models.close();
    const right: Reading = {
      centreIn: 0.5,
      centreOut: 0.5,
      swapped: false,
      seen: (level) => (kind === 'ddcolor' ? level / 255 : level),
    };
    const off = (change: Partial<Reading>): number =>
      mean(made, expectedFrame(kind, frame, size, 192, { ...right, ...change }));
    expect(off({})).toBeLessThan(0.3);
    expect(off({ swapped: true }), 'planes in another order').toBeGreaterThan(5);
    expect(
      off({ seen: (level) => right.seen(level) * (kind === 'ddcolor' ? 255 : 1 / 255) }),
      'another range',
    ).toBeGreaterThan(5);
    expect(off({ seen: (level) => 2 * right.seen(level) - (kind === 'ddcolor' ? 1 : 255) }), 'centred').toBeGreaterThan(
      3,
    );
    expect(off({ centreIn: 0 }), 'no half pixel on the way in').toBeGreaterThan(3 * off({}));
    expect(off({ centreOut: 0 }), 'no half pixel on the way out').toBeGreaterThan(3 * off({}));
  });

  test('every size on offer is taken by a file that leaves it free; a file of one size says which', async () => {
    const facts = colouriserFacts('ddcolor');
    const folder = await temporaryFolder();
    const free = await openColouriser(facts, await writeColouriser(folder, 'ddcolor', 'ddcolor'), cpu, clock);
    expect(free.side).toBeUndefined();
    for (const size of [192, 256, 384, 512]) {
      const grey = somePicture(size).subarray(0, size * size);
      expect((await free.guess(grey, size))?.planes).toHaveLength(2 * size * size);
    }
    await free.close();
    const file = await writeColouriser(folder, 'ddcolor', 'ddcolor', { side: 512 });
    const models = await openFaceModels(
      [{ role: 'colouriser', name: 'ddcolor', path: file, sha256: '', sizeBytes: 1, licence: 'test' }],
      cpu,
    );
    expect(() => colourise.ready({ name: 'colourise', model: 'ddcolor', size: 256, blend: 100 }, models)).toThrow(
      expect.objectContaining({
        code: 'MODEL_CONTRACT',
        message: expect.stringMatching(/256.*512.*colouriserSize 512/),
      }),
    );
    await models.close();
  });

  test('numbers that say nothing leave the frame alone; a frame of one level may become one colour', async () => {
    const facts = colouriserFacts('deoldify');
    const folder = await temporaryFolder();
    const flat = new Float32Array(192 * 192).fill(80);
    const grey = somePicture(192).subarray(0, 192 * 192);
    const whole = await openColouriser(facts, await writeColouriser(folder, 'deoldify', 'deoldify'), cpu, clock);
    expect((await whole.guess(flat, 192))?.kind).toBe('rgb');
    await whole.close();
    for (const spoil of [0, Number.POSITIVE_INFINITY]) {
      const file = await writeColouriser(folder, 'deoldify', 'deoldify', { spoil });
      const spoilt = await openColouriser(facts, file, cpu, clock);
      expect(await spoilt.guess(grey, 192), String(spoil)).toBeUndefined();
      await spoilt.close();
      const models = await openFaceModels(
        [{ role: 'colouriser', name: 'deoldify', path: file, sha256: '', sizeBytes: 1, licence: 'test' }],
        cpu,
      );
      const frame = patterned(40, 30);
      const step = colourise.ready({ name: 'colourise', model: 'deoldify', size: 192, blend: 100 }, models);
      expect(await step.frame?.change(frame, rgbLayout(40, 30))).toBe(false);
      expect(frame).toEqual(patterned(40, 30));
      await models.close();
    }
  });

  test('another kind of colouriser under the name is refused', async () => {
    const file = await writeColouriser(await temporaryFolder(), 'ddcolor', 'deoldify');
    await expect(openColouriser(colouriserFacts('ddcolor'), file, cpu, clock)).rejects.toMatchObject({
      code: 'MODEL_CONTRACT',
      message: expect.stringMatching(/1, 2, any, any.*found.*1, 3/s),
    });
    const graph = new GraphBuilder();
    graph.output('output', [1, 2, 'h', 'w'], graph.input('picture', [1, 2, 'h', 'w']));
    const other = path.join(await temporaryFolder(), 'x.onnx');
    await writeFile(other, graph.build('x', 'another input'));
    await expect(openColouriser(colouriserFacts('ddcolor'), other, cpu, clock)).rejects.toMatchObject({
      code: 'MODEL_CONTRACT',
    });
  });
});

function colouriserFacts(name: string) {
  const facts = findInCatalog(colouriserRole, name);
  if (facts === undefined) throw new Error(`${name} is not in the catalogue`);
  return facts;
}

/** Waves of different lengths in each channel: enough to move when pixels do. */
function smooth(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: 3 * width * height }, (_, at) => {
    const [x, y, c] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width), at % 3];
    return Math.round(120 + 60 * Math.sin(x / (3 + c)) + 50 * Math.cos(y / (2.5 + c)));
  });
}
