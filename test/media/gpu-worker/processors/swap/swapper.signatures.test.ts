import { describe, expect, test } from 'vitest';
import { catalog } from '../../../../../gpu-worker/catalog/catalog.ts';
import { recognizerName, recognizerRole } from '../../../../../gpu-worker/finding/recognizer.ts';
import { loadedModel } from '../../../../../gpu-worker/models/role.ts';
import { openEmbeddingConverter } from '../../../../../gpu-worker/processors/swap/embedding-converter.ts';
import { swap } from '../../../../../gpu-worker/processors/swap/swap.ts';
import type { Swapper } from '../../../../../gpu-worker/processors/swap/swapper.ts';
import { openSwapper, swapperRole } from '../../../../../gpu-worker/processors/swap/swapper.ts';
import { gaussian, seededRandom } from '../../../../helpers/faces/synthetic-faces.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import {
  alignedFace,
  frameWithFace,
  meanOff,
  type TemplateName,
  templateNames,
} from '../../../../helpers/models/aligned-face.ts';
import { cpu, taskWith } from '../../../../helpers/models/engine.ts';
import { findInCatalog } from '../../../../helpers/models/find-in-catalog.ts';
import { openFaceModels } from '../../../../helpers/models/open-models.ts';
import { withOwn } from '../../../../helpers/models/own-models.ts';
import {
  gains,
  heard,
  offsets,
  somePicture,
  writeConverterModel,
  writeSignatureModel,
} from '../../../../helpers/models/signature-model.ts';

const clock = { elapsedMs: 0 };
const random = seededRandom(17);
const embedding = Float32Array.from({ length: 512 }, () => gaussian(random));
const ofTarget = Float32Array.from({ length: 512 }, () => gaussian(random));
const unit = (values: Float32Array): Float32Array => {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / length);
};
/** What the converter of these tests makes of the embedding. */
const turned = embedding.toReversed().map((value) => -value);
/** What the map of these tests makes of it: every number one place on, and 0.7 of it. */
const mapped = Float32Array.from([0, ...unit(embedding).slice(0, 511)], (value) => value * 0.7);

type Triple = readonly [number, number, number];
interface Reading {
  readonly template: TemplateName;
  readonly mean: Triple;
  readonly std: Triple;
  /** Whether the output is -1..1. */
  readonly centred: boolean;
  readonly blueFirst?: boolean;
  /** Of a pixel. */
  readonly off?: number;
}
interface Contract extends Reading {
  readonly size: number;
  readonly converter?: string;
  /** What `source` is for the embedding above; and the target's share of it, where that counts. */
  readonly source?: Float32Array;
  readonly balance?: Float32Array;
  /** Instead: how the person's face is shown, 0..1. */
  readonly shown?: { readonly template: TemplateName; readonly size: number };
}
const half = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;
const none = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

const byUnit = { source: unit(turned), balance: unit(ofTarget) };
const inswapper: Contract = {
  ...{ template: 'arcface_128', size: 128, ...none, centred: false },
  ...{ source: mapped, balance: unit(ofTarget) },
};
const hyperswap: Contract = {
  ...{ template: 'arcface_128', size: 256, ...half, centred: true },
  ...{ source: unit(embedding), balance: unit(ofTarget) },
};
const ghost: Contract = {
  ...{ template: 'arcface_112_v1', size: 256, ...half, centred: true },
  ...{ converter: 'crossface_ghost', source: turned, balance: ofTarget },
};
const simswap = { template: 'arcface_112_v1', centred: false, converter: 'crossface_simswap', ...byUnit } as const;
/** The table of docs/model-contracts.md §4, written down a second time. */
const contracts: Readonly<Record<string, Contract>> = {
  inswapper_128: inswapper,
  inswapper_128_fp16: inswapper,
  hyperswap_1a_256: hyperswap,
  hyperswap_1b_256: hyperswap,
  hyperswap_1c_256: hyperswap,
  ghost_1_256: ghost,
  ghost_2_256: ghost,
  ghost_3_256: ghost,
  simswap_256: { ...simswap, size: 256, ...imageNet },
  simswap_unofficial_512: { ...simswap, size: 512, ...none },
  hififace_unofficial_256: {
    ...{ template: 'mtcnn_512', size: 256, ...half, centred: true },
    ...{ converter: 'crossface_hififace', ...byUnit },
  },
  blendswap_256: {
    ...{ template: 'ffhq_512', size: 256, ...none, centred: false },
    shown: { template: 'arcface_112_v2', size: 112 },
  },
  uniface_256: {
    ...{ template: 'ffhq_512', size: 256, ...half, centred: true },
    shown: { template: 'ffhq_512', size: 256 },
  },
};

/** How far a swapped face is from what it should be when it is read so, in levels. */
function offBy(made: Float32Array | undefined, size: number, source: Float32Array, reading: Reading): number {
  const { mean, std, centred, blueFirst = false } = reading;
  const level = alignedFace(reading.template, size, reading.off);
  const said = heard(source);
  return meanOff(made, size, (x, y, channel) => {
    const fed = (level(x, y, blueFirst ? 2 - channel : channel) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
    const out = fed * (gains[channel] ?? 0) + (offsets[channel] ?? 0) + said;
    return Math.min(255, Math.max(0, (centred ? out * 0.5 + 0.5 : out) * 255));
  });
}

/** One face of a frame through the processor, with a model of the swapper's signature: what the model was given and made. */
async function swapOnce(name: string, { size, source, converter, shown }: Contract, weight: number) {
  const folder = await temporaryFolder();
  const map = Float32Array.from({ length: 512 * 512 }, (_, at) => (at % 513 === 1 ? 0.7 : 0));
  const dims = shown === undefined ? [1, 512] : [1, 3, shown.size, shown.size];
  const signature = { picture: 'target', size, source: dims, ...(source === mapped ? { map } : {}) };
  const facts = { sha256: '', sizeBytes: 1, licence: 'test' };
  const path = await writeSignatureModel(folder, name, signature);
  const files = [{ ...facts, role: 'swapper' as const, name, path }];
  const converting = { ...facts, role: 'embedding-converter' as const, path: await writeConverterModel(folder) };
  const models = await openFaceModels(
    converter === undefined ? files : [...files, { ...converting, name: converter }],
    cpu,
  );
  const person = somePicture(shown?.size ?? 1, 8);
  let [made, given] = [new Float32Array(), new Float32Array()];
  const swapper: Swapper = {
    ...models.get(swapperRole, name),
    async swap(identity) {
      made = new Float32Array((await models.get(swapperRole, name).swap(identity)) ?? []);
      given = new Float32Array(identity);
      return made;
    },
  };
  const recognizer = loadedModel(recognizerRole, recognizerName, { embed: async () => ofTarget, close });
  const heardBy = withOwn(models, loadedModel(swapperRole, name, swapper), recognizer);
  const { analysis, processors } = taskWith({ swapper: name, swapperWeight: weight });
  const step = processors.find((each) => each.name === 'swap');
  if (step?.name !== 'swap') throw new Error('no swap was asked for');
  const pictures = new Map([['anna', { [name]: person }]]);
  const ready = swap.ready(step, heardBy, { analysis, processors, identity: embedding, pictures });
  const { face, work } = frameWithFace();
  await ready.face?.look?.(work, [face]);
  await ready.face?.change(work, face);
  expect(face.applied).toEqual(['swap']);
  const { sourceCrop } = swapper;
  await models.close();
  return { made, given, sourceCrop, person };
}
const close = async (): Promise<void> => undefined;

describe.each(Object.entries(contracts))('%s', (name, right) => {
  test('is shown the aligned face, and read, as FaceFusion does; every other reading would be seen', async () => {
    const { made, given, sourceCrop, person } = await swapOnce(name, right, 0.5);
    expect(sourceCrop).toEqual(right.shown);
    const source = right.source ?? person.map((value) => value / 255);
    if (right.source !== undefined) expect(meanDifference(given, right.source)).toBeLessThan(1e-6);
    const off = (change: Partial<Reading>): number => offBy(made, right.size, source, { ...right, ...change });
    expect(off({})).toBeLessThan(0.01);
    expect(off({ blueFirst: true }), 'red and blue').toBeGreaterThan(1);
    for (const other of [half, none, imageNet]) {
      if (other.mean[0] !== right.mean[0]) expect(off(other), 'mean and deviation').toBeGreaterThan(1);
    }
    expect(off({ centred: !right.centred }), 'output range').toBeGreaterThan(1);
    for (const template of templateNames) {
      if (template !== right.template) expect(off({ template }), template).toBeGreaterThan(1);
    }
    expect(off({ off: 0.5 }), 'half a pixel').toBeGreaterThan(0.5);
    const tripled = source.map((value) => 3 * value);
    expect(offBy(made, right.size, tripled, right), 'length of the source').toBeGreaterThan(0.1);
    if (right.shown === undefined) return;
    const blue = Float32Array.from(source, (_, i) => source[(i + (2 * source.length) / 3) % source.length] ?? 0);
    expect(offBy(made, right.size, blue, right), 'order of the source’s planes').toBeGreaterThan(0.1);
  });

  test('hears the target’s own embedding as FaceFusion mixes it in', async () => {
    const { given, person } = await swapOnce(name, right, 0.3);
    const { source, balance } = right;
    if (source === undefined || balance === undefined) {
      expect(given).toEqual(person);
      return;
    }
    const mixed = (target: Float32Array): Float32Array =>
      source.map((value, i) => value * 0.86 + (target[i] ?? 0) * 0.14);
    expect(meanDifference(given, mixed(balance))).toBeLessThan(1e-6);
    const other = balance === ofTarget ? unit(ofTarget) : ofTarget;
    expect(meanDifference(given, mixed(other)), 'of another length').toBeGreaterThan(0.01);
  });
});

const meanDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? Number.NaN)), 0) / a.length;

test('every swapper of the catalogue is among them', () => {
  const names = catalog.filter(({ role }) => role === 'swapper').map(({ name }) => name);
  expect(names.sort()).toEqual(Object.keys(contracts).sort());
});

test('another kind of model under the name is refused, with both signatures', async () => {
  const folder = await temporaryFolder();
  const file = await writeSignatureModel(folder, 'x', { picture: 'target', size: 128, source: [1, 512] });
  const facts = findInCatalog(swapperRole, 'ghost_1_256');
  if (facts === undefined) throw new Error('ghost_1_256 is not in the catalogue');
  await expect(openSwapper(facts, file, cpu, clock)).rejects.toMatchObject({
    code: 'MODEL_CONTRACT',
    message: expect.stringMatching(/256, 256.*found.*128, 128/s),
  });
  await expect(openEmbeddingConverter(file, cpu, clock)).rejects.toMatchObject({ code: 'MODEL_CONTRACT' });
});
