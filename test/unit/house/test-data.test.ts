import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { goldenPicture, readGolden } from '../../helpers/media/golden.ts';
import { readRgb } from '../../helpers/media/pixels.ts';
import { sharedFiles, testWithFiles } from '../../helpers/media/shared.ts';

const folder = path.resolve(import.meta.dirname, '../../data');
const read = (name: string): Buffer => readFileSync(path.join(folder, name));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  statSync(path.join(folder, name)).isFile(),
);
const models = z
  .array(z.object({ file: z.string(), bytes: z.int(), sha256: z.string(), crc32: z.string() }))
  .parse(JSON.parse(read('models/models.json').toString()));

describe('the test data in the repository', () => {
  test('has no model that is not listed', () => {
    const found = files.filter((name) => name.endsWith('.onnx')).map((name) => path.basename(name));
    expect(found.sort()).toEqual(models.map(({ file }) => file).sort());
  });

  test.each(models)('$file is byte for byte what is listed', ({ file, bytes, sha256, crc32: sum }) => {
    const model = read(`models/${file}`);
    expect(model.length).toBe(bytes);
    expect(createHash('sha256').update(model).digest('hex')).toBe(sha256);
    expect(crc32(model).toString(16).padStart(8, '0')).toBe(sum);
    expect(read(`models/${file.replace('.onnx', '.hash')}`).toString()).toBe(sum);
  });

  test('is at most 14 MB', () => {
    const bytes = files.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(bytes).toBeLessThan(14_000_000);
  });

  test('is told of in its README: every model, clip and photo', () => {
    const readme = read('README.md').toString();
    const told = files.filter((name) => /^(clips|photos)\/|\.(onnx|py)$|LICENSE/.test(name));
    expect(told.filter((name) => !readme.includes(path.parse(name).name))).toEqual([]);
  });

  testWithFiles(['golden/d/f0037_in.png'], 'has pictures that are the whole ones, cut', async () => {
    for (const golden of readGolden('d').frames.filter(({ crops }) => crops !== undefined)) {
      for (const made of ['swapped', 'swapped_enhanced'] as const) {
        const name = `golden/d/f${String(golden.frame).padStart(4, '0')}_${made}.png`;
        const whole = sharedFiles(name).at(-1);
        if (whole === undefined) throw new Error(`There is no ${name}.`);
        expect((await goldenPicture('d', golden, made)).data, name).toEqual((await readRgb(whole)).data);
      }
    }
  });
});
