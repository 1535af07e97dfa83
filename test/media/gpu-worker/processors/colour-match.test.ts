import { describe, expect, test } from 'vitest';
import type { TaskOptions } from '../../../../contract/options/options.ts';
import { fitSimilarity } from '../../../../gpu-worker/faces/similarity.ts';
import { templatePoints } from '../../../../gpu-worker/faces/templates.ts';
import { skinWeights } from '../../../../gpu-worker/masks/skin-weights.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { skinColours } from '../../../../gpu-worker/processors/colour-match.ts';
import { goldenFile, layout720, pointsOf, readGolden } from '../../../helpers/media/golden.ts';
import { readRgb, rgbToYuv, yuvToRgb } from '../../../helpers/media/pixels.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFrameEngine } from '../../../helpers/models/open-models.ts';

const layout = layout720('rgb24', 'bt601');
const side = 128;
const whole = new Float32Array(side * side).fill(1);

/** A room lit in one strong colour. */
const lit = (data: Uint8Array, light: readonly number[]): Uint8Array =>
  Uint8Array.from(data, (level, at) => Math.min(255, Math.round(level * (light[at % 3] ?? 1))));

describe('colour match', () => {
  const points = pointsOf(readGolden('d').frames[0]!.faces[0]!);
  const matrix = fitSimilarity(points, templatePoints('arcface_128', side));
  const skin = skinWeights({ points }, matrix, [whole], side);

  function skinOf(rgb: Uint8Array): readonly number[] {
    const crop = new Float32Array(3 * side * side);
    openFrame(rgb, layout).warpCrop(matrix, side, crop);
    return skinColours(crop, skin)?.mean ?? [];
  }
  const distance = (a: readonly number[], b: readonly number[]): number =>
    Math.hypot(...a.map((value, i) => value - (b[i] ?? Number.NaN)));

  async function swapped(rgb: Uint8Array, options: TaskOptions): Promise<Uint8Array> {
    const engine = await openFrameEngine(await sharedModels(options), cpu);
    const { embedding } = await engine.embedPhoto(
      await readRgb(sharedFile('photos/source_astronaut.jpg')),
      taskWith().analysis,
    );
    engine.follow({ ...taskWith(options), identity: embedding });
    const data = Uint8Array.from(rgb);
    const outcome = await engine.processFrame(data, layout);
    await engine.close();
    expect(outcome.faces[0]?.applied).toEqual(['swap']);
    return data;
  }

  test('in a room of one strong colour the new face takes that colour, and only when asked to', async () => {
    const { data } = await readRgb(goldenFile('d', 0, 'in.png'));
    for (const [name, light] of [
      ['blue', [0.55, 0.7, 1.2]],
      ['red', [1.2, 0.6, 0.5]],
    ] as const) {
      const target = lit(data, light);
      const plain = await swapped(target, {});
      const wanted = skinOf(target);
      const [off, half, full] = [
        distance(skinOf(plain), wanted),
        distance(skinOf(await swapped(target, { swapperColourMatch: 50 })), wanted),
        distance(skinOf(await swapped(target, { swapperColourMatch: 100 })), wanted),
      ];
      console.info(
        `${name}: skin is ${off.toFixed(1)} from the target's, ${half.toFixed(1)} at 50 %, ${full.toFixed(1)} at 100 %`,
      );
      expect(off).toBeGreaterThan(10);
      expect(half).toBeLessThan(0.7 * off);
      expect(full).toBeLessThan(0.15 * off);
      expect(await swapped(target, { swapperColourMatch: 0 })).toEqual(plain);
    }
  });

  test('YUV frames, boosted faces and 68 landmarks are matched too', async () => {
    const { data } = await readRgb(goldenFile('d', 0, 'in.png'));
    const target = lit(data, [0.55, 0.7, 1.2]);
    const wanted = skinOf(target);
    const plain = distance(skinOf(await swapped(target, {})), wanted);
    const ways: TaskOptions[] = [{ pixelBoost: 256 }, { landmarker: 'fan_68_5' }, { masks: ['occlusion'] }];
    for (const options of ways) {
      const made = await swapped(target, { ...options, swapperColourMatch: 100 });
      expect(distance(skinOf(made), wanted), JSON.stringify(options)).toBeLessThan(0.3 * plain);
    }
    const yuvLayout = layout720('yuv420p', 'bt601');
    const options = { swapperColourMatch: 100 };
    const engine = await openFrameEngine(await sharedModels(options), cpu);
    const { embedding } = await engine.embedPhoto(
      await readRgb(sharedFile('photos/source_astronaut.jpg')),
      taskWith().analysis,
    );
    engine.follow({ ...taskWith(options), identity: embedding });
    const frame = await rgbToYuv(target, yuvLayout);
    await engine.processFrame(frame, yuvLayout);
    await engine.close();
    expect(distance(skinOf(await yuvToRgb(frame, yuvLayout)), wanted)).toBeLessThan(0.2 * plain);
  });
});
