import { describe, expect, test } from 'vitest';
import { convertedKinds, normalisations } from '../../../gpu-worker/models/catalog/published-model.ts';
import { findPublished } from '../../../gpu-worker/models/catalog/published-models.ts';
import { catalog } from '../../../gpu-worker/models/catalog.ts';
import { openConvertedSwapper } from '../../../gpu-worker/models/converted-swapper.ts';
import { openEmbeddingConverter } from '../../../gpu-worker/models/embedding-converter.ts';
import { openImageSwapper } from '../../../gpu-worker/models/image-swapper.ts';
import { openSwapper } from '../../../gpu-worker/models/swapper.ts';
import { cpu } from '../../helpers/engine.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { gaussian, seededRandom } from '../../unit/face/synthetic-faces.ts';
import { gains, heard, offsets, somePicture, writeConverterModel, writeSignatureModel } from './signature-model.ts';

const clock = { elapsedMs: 0 };
const random = seededRandom(17);
const embedding = Float32Array.from({ length: 512 }, () => gaussian(random));
const unit = (values: Float32Array): number[] => {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return [...values].map((value) => value / length);
};

type Triple = readonly [number, number, number];
/** The table of the model contracts, §4, written down a second time: mean, deviation, and whether output is -1..1. */
interface Expected {
  readonly mean: Triple;
  readonly std: Triple;
  readonly centred: boolean;
  readonly source: ArrayLike<number>;
}
const half: Triple = [0.5, 0.5, 0.5];
const none = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** What comes out of a signature model for a pixel, by hand. */
function expectedPixel(picture: Float32Array, index: number, said: number, { mean, std, centred }: Expected): number {
  const channel = Math.floor((3 * index) / picture.length);
  const fed = ((picture[index] ?? 0) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  const out = fed * (gains[channel] ?? 0) + (offsets[channel] ?? 0) + said;
  return Math.min(255, Math.max(0, (centred ? out * 0.5 + 0.5 : out) * 255));
}

/** Largest difference to what is expected, in levels of 0..255. */
function worst(output: Float32Array | undefined, picture: Float32Array, expected: Expected): number {
  let most = 0;
  const said = heard(expected.source);
  for (let index = 0; index < picture.length; index += 41) {
    most = Math.max(most, Math.abs((output?.[index] ?? Number.NaN) - expectedPixel(picture, index, said, expected)));
  }
  return most;
}

function blueFirst(picture: Float32Array): Float32Array {
  const plane = picture.length / 3;
  return Float32Array.from([
    ...picture.slice(2 * plane),
    ...picture.slice(plane, 2 * plane),
    ...picture.slice(0, plane),
  ]);
}

/** Right within a hundredth of a level, and every wrong reading at least a level off. */
function expectOnlyRight(output: Float32Array | undefined, picture: Float32Array, right: Expected): void {
  expect(worst(output, picture, right)).toBeLessThan(0.01);
  expect(worst(output, blueFirst(picture), right), 'red and blue').toBeGreaterThan(1);
  const otherNormalisation = right.mean[0] === 0 ? imageNet : none;
  expect(worst(output, picture, { ...right, ...otherNormalisation }), 'mean and deviation').toBeGreaterThan(1);
  expect(worst(output, picture, { ...right, centred: !right.centred }), 'output range').toBeGreaterThan(1);
  const doubled = Float32Array.from(right.source, (value) => 3 * value);
  expect(worst(output, picture, { ...right, source: doubled }), 'length of the source').toBeGreaterThan(0.1);
}

describe('swappers by embedding', () => {
  test.each(
    catalog.flatMap((model) =>
      model.role === 'swapper' && model.by === 'embedding' ? [[model.name, model] as const] : [],
    ),
  )('%s', async (name, facts) => {
    const map = Float32Array.from({ length: 512 * 512 }, (_, at) => (at % 513 === 1 ? 0.7 : 0));
    const signature = { picture: 'target', size: facts.size, source: [1, 512] };
    const inswapper = facts.kind === 'inswapper';
    const folder = await temporaryFolder();
    const file = await writeSignatureModel(folder, name, inswapper ? { ...signature, map } : signature);
    const swapper = await openSwapper(facts, file, cpu, clock);
    const picture = somePicture(facts.size);
    swapper.crop.set(picture);
    const output = await swapper.swap(await swapper.prepareIdentity(embedding));
    const shifted = [0, ...unit(embedding).slice(0, 511)].map((value) => value * 0.7);
    const right: Expected = inswapper
      ? { ...none, centred: false, source: shifted }
      : { mean: half, std: half, centred: true, source: unit(embedding) };
    expectOnlyRight(output, picture, right);
    await swapper.close();
  });
});

describe('swappers behind a converter', () => {
  const rows = [
    ['ghost_1_256', 'ghost', 'arcface_112_v1', { mean: half, std: half, centred: true }],
    ['simswap_256', 'simswap', 'arcface_112_v1', { ...imageNet, centred: false }],
    ['simswap_unofficial_512', 'simswap', 'arcface_112_v1', { ...none, centred: false }],
    ['hififace_unofficial_256', 'hififace', 'mtcnn_512', { mean: half, std: half, centred: true }],
  ] as const;

  test.each(rows)('%s', async (name, kind, template, range) => {
    const row = findPublished(name);
    if (row?.normalisation === undefined || row.template === undefined) throw new Error(`${name} lacks numbers`);
    expect(row.template).toBe(template);
    const size = row.size?.[0] ?? 0;
    const folder = await temporaryFolder();
    const file = await writeSignatureModel(folder, name, { picture: 'target', size, source: [1, 512] });
    const facts = { kind, size, template: row.template, normalisation: row.normalisation };
    const swapper = await openConvertedSwapper(facts, file, cpu, clock);
    const converter = await openEmbeddingConverter(await writeConverterModel(folder), cpu, clock);
    const converted = await converter.convert(embedding);
    const turned = Float32Array.from(embedding)
      .reverse()
      .map((value) => -value);
    for (const [at, value] of converted.entries()) expect(value).toBeCloseTo(turned[at] ?? 0, 5);

    const picture = somePicture(size);
    swapper.crop.set(picture);
    const output = await swapper.swap(await swapper.prepareIdentity(converted));
    expectOnlyRight(output, picture, { ...range, source: kind === 'ghost' ? turned : unit(turned) });
    await swapper.close();
    await converter.close();
  });

  test('every kind has a row that says what it wants', () => {
    expect(new Set(rows.map(([, kind]) => kind))).toEqual(new Set(convertedKinds));
  });

  test('another kind of model under the name is refused, with both signatures', async () => {
    const folder = await temporaryFolder();
    const file = await writeSignatureModel(folder, 'x', { picture: 'target', size: 128, source: [1, 512] });
    const facts = {
      kind: 'ghost',
      size: 256,
      template: 'arcface_112_v1',
      normalisation: normalisations.centred,
    } as const;
    await expect(openConvertedSwapper(facts, file, cpu, clock)).rejects.toMatchObject({
      code: 'MODEL_CONTRACT',
      message: expect.stringMatching(/256, 256.*found.*128, 128/s),
    });
    await expect(openEmbeddingConverter(file, cpu, clock)).rejects.toMatchObject({ code: 'MODEL_CONTRACT' });
  });
});

describe('swappers by picture', () => {
  test.each([
    ['blendswap_256', 'blendswap', 112, { ...none, centred: false }],
    ['uniface_256', 'uniface', 256, { mean: half, std: half, centred: true }],
  ] as const)('%s', async (name, kind, sourceSize, range) => {
    const row = findPublished(name);
    if (row?.normalisation === undefined || row.template === undefined) throw new Error(`${name} lacks numbers`);
    const source = [1, 3, sourceSize, sourceSize];
    const file = await writeSignatureModel(await temporaryFolder(), name, { picture: 'target', size: 256, source });
    const facts = { kind, size: 256, template: row.template, normalisation: row.normalisation };
    const swapper = await openImageSwapper(facts, file, cpu, clock);
    expect(swapper.sourceCrop).toEqual({
      template: kind === 'uniface' ? 'ffhq_512' : 'arcface_112_v2',
      size: sourceSize,
    });
    const picture = somePicture(256);
    const person = somePicture(sourceSize, 8);
    swapper.crop.set(picture);
    const output = await swapper.swap(person);
    expectOnlyRight(output, picture, { ...range, source: person.map((value) => value / 255) });
    const blue = { ...range, source: blueFirst(person).map((value) => value / 255) };
    expect(worst(output, picture, blue), 'red and blue of the source').toBeGreaterThan(0.1);
    await swapper.close();
  });
});
