import { expect, test } from 'vitest';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { uprightSize } from '../../../../gpu-worker/pixels/orientation.ts';
import { openContentScreen, screenRole } from '../../../../gpu-worker/screening/content-screen.ts';
import { seededRandom } from '../../../helpers/faces/synthetic-faces.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { rgbLayout } from '../../../helpers/media/patterns.ts';
import { cpu } from '../../../helpers/models/engine.ts';
import { findInCatalog } from '../../../helpers/models/find-in-catalog.ts';
import { type ScreenName, screenFacts, writeScreenModel } from '../../../helpers/models/screen-models.ts';

const clock = { elapsedMs: 0 };

interface Picture {
  readonly layout: ReturnType<typeof rgbLayout>;
  readonly data: Uint8Array;
}

/** Red rises to the right, blue falls, green is low: no reading but the right one looks alike. */
function picture(width: number, height: number): Picture {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const [across, down] = [(120 * x) / width, (90 * y) / height];
    return [100 + across + (y % 7), 40 + (x % 11), 90 - Math.floor(down / 2)][i % 3] ?? 0;
  });
  return { layout: rgbLayout(width, height), data };
}
const pictures = { small: picture(120, 90), large: picture(1350, 1010) } as const;

/** OpenAI's CLIP constants, written here again on purpose. */
const clip = { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] };
const numbers = {
  nsfw_1: { mean: [0, 0, 0], std: [1, 1, 1] },
  nsfw_2: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  nsfw_3: clip,
} as const;

interface Reading {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly blueFirst?: boolean;
  readonly centred?: boolean;
  readonly halfPixel?: boolean;
}

/** The picture in the middle of a black square, one sample after another, as docs/model-contracts.md §8 says. */
function fed(size: number, { layout, data }: Picture, reading: Reading): Float32Array {
  const { mean, std, blueFirst = false, centred = true, halfPixel = true } = reading;
  const { width, height } = uprightSize(layout);
  const scale = Math.min(size / width, size / height);
  const [w, h] = [Math.floor(width * scale), Math.floor(height * scale)];
  const [left, top] = centred ? [Math.floor((size - w) / 2), Math.floor((size - h) / 2)] : [0, 0];
  const shift = halfPixel ? 0.5 : 0;
  const sample = (x: number, y: number, channel: number): number => {
    const at = (px: number, py: number): number =>
      data[3 * (Math.min(height - 1, Math.max(0, py)) * width + Math.min(width - 1, Math.max(0, px))) + channel] ?? 0;
    const [sx, sy] = [((x + shift) * width) / w - shift, ((y + shift) * height) / h - shift];
    const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
    const [fx, fy] = [sx - x0, sy - y0];
    const above = at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx;
    return above * (1 - fy) + (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy;
  };
  const planes = new Float32Array(3 * size * size);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) {
        const within = x >= left && x < left + w && y >= top && y < top + h;
        const level = within ? sample(x - left, y - top, blueFirst ? 2 - channel : channel) : 0;
        planes[(channel * size + y) * size + x] = (level / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      }
    }
  }
  return planes;
}

const cases = (['nsfw_1', 'nsfw_2', 'nsfw_3'] as const).flatMap((screen) => [
  { screen, frame: 'small' as const },
  { screen, frame: 'large' as const },
]);

/** What the model is shown is weighed to a score: it objects just below its threshold, and not just above it. */
async function expectScore(
  screen: ScreenName,
  shown: Picture,
  weights: Float32Array,
  [score, margin]: [number, number],
) {
  const facts = findInCatalog(screenRole, screen);
  if (facts === undefined) throw new Error(`${screen} is not in the catalogue`);
  const objects = async (bias: number): Promise<boolean> => {
    const file = await writeScreenModel(await temporaryFolder(), screen, weights, bias);
    const model = await openContentScreen(facts, file, cpu, clock);
    const answer = await model.objects(openFrame(shown.data, shown.layout), shown.layout);
    await model.close();
    return answer;
  };
  const { most } = screenFacts[screen];
  expect(await objects(most - score + margin), 'just above the threshold').toBe(true);
  expect(await objects(most - score - margin), 'just below the threshold').toBe(false);
}

const scoreOf = (planes: Float32Array, weights: Float32Array): number =>
  planes.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);

test.each(cases)('$screen sees a $frame frame as FaceFusion shows it, and nothing else', async ({ screen, frame }) => {
  const shown = pictures[frame];
  const { size } = screenFacts[screen];
  const random = seededRandom(size);
  const right = fed(size, shown, numbers[screen]);
  // Weights that rise with the place and differ by channel, small enough to keep float32 exact.
  const weights = Float32Array.from(right, (_, i) => {
    const [x, y, channel] = [i % size, Math.floor(i / size) % size, Math.floor(i / (size * size))];
    return (([3, -1, -2.5][channel] ?? 0) * (x + 2 * y + 40 * random())) / size ** 3;
  });
  const score = scoreOf(right, weights);
  const margin = 0.004 * Math.max(1, Math.abs(score));
  await expectScore(screen, shown, weights, [score, margin]);
  const wrong: Record<string, Reading> = {
    'red and blue': { ...numbers[screen], blueFirst: true },
    'mean and deviation': screen === 'nsfw_1' ? numbers.nsfw_2 : numbers.nsfw_1,
    'not in the middle': { ...numbers[screen], centred: false },
  };
  for (const [mistake, reading] of Object.entries(wrong)) {
    expect(Math.abs(scoreOf(fed(size, shown, reading), weights) - score), mistake).toBeGreaterThan(3 * margin);
  }
});

test.each(cases)('$screen would tell half a pixel in a $frame frame', async ({ screen, frame }) => {
  const shown = pictures[frame];
  const { size } = screenFacts[screen];
  const right = fed(size, shown, numbers[screen]);
  const wrong = fed(size, shown, { ...numbers[screen], halfPixel: false });
  // Nothing tells the two apart better than their difference.
  const weights = right.map((value, i) => value - (wrong[i] ?? 0));
  const scale = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  const unit = weights.map((weight) => weight / scale);
  const [score, mistaken] = [scoreOf(right, unit), scoreOf(wrong, unit)];
  await expectScore(screen, shown, unit, [score, 0.2 * Math.abs(score - mistaken)]);
});

test('numbers that are not finite count as an objection', async () => {
  const facts = findInCatalog(screenRole, 'nsfw_2');
  if (facts === undefined) throw new Error('not in the catalogue');
  const { data, layout } = pictures.small;
  const file = await writeScreenModel(await temporaryFolder(), 'nsfw_2', Number.NaN, 0);
  const model = await openContentScreen(facts, file, cpu, clock);
  expect(await model.objects(openFrame(data, layout), layout)).toBe(true);
  await model.close();
});

test('rows are counted as they come out, not guessed, where the file does not say how many there are', async () => {
  const facts = findInCatalog(screenRole, 'nsfw_1');
  if (facts === undefined) throw new Error('not in the catalogue');
  const { data, layout } = pictures.small;
  for (const [score, objects] of [
    [0.21, true],
    [0.19, false],
  ] as const) {
    const file = await writeScreenModel(await temporaryFolder(), 'nsfw_1', 0, score, true);
    const model = await openContentScreen(facts, file, cpu, clock);
    expect(await model.objects(openFrame(data, layout), layout), `a score of ${score}`).toBe(objects);
    await model.close();
  }
});
