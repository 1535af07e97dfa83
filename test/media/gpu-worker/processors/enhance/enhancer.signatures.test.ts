import { describe, expect, test } from 'vitest';
import { catalog } from '../../../../../gpu-worker/catalog/catalog.ts';
import { loadedModel } from '../../../../../gpu-worker/models/role.ts';
import { enhance } from '../../../../../gpu-worker/processors/enhance/enhance.ts';
import { enhancerRole, openEnhancer } from '../../../../../gpu-worker/processors/enhance/enhancer.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import {
  alignedFace,
  frameWithFace,
  meanOff,
  type TemplateName,
  templateNames,
} from '../../../../helpers/models/aligned-face.ts';
import { cpu, taskWith } from '../../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../../helpers/models/open-models.ts';
import { withOwn } from '../../../../helpers/models/own-models.ts';
import { gains, offsets, writeSignatureModel } from '../../../../helpers/models/signature-model.ts';

const clock = { elapsedMs: 0 };
const enhancers = catalog.flatMap((model) => (model.role === 'enhancer' ? [[model.name, model] as const] : []));

/** docs/model-contracts.md §7, written down a second time; `gpen_bfr_256` differs. */
const expectedOf = (name: string) => ({
  template: name === 'gpen_bfr_256' ? ('arcface_128' as const) : ('ffhq_512' as const),
  size: Number(/^gpen_bfr_(\d+)$/.exec(name)?.[1] ?? 512),
});

interface Reading {
  readonly template: TemplateName;
  readonly centredIn: boolean;
  readonly centredOut: boolean;
  readonly blueFirst: boolean;
  readonly off: number;
}

/** How far a restored face is from what it should be when it is read so, in levels. */
function offBy(made: Float32Array, size: number, reading: Reading): number {
  const level = alignedFace(reading.template, size, reading.off);
  return meanOff(made, size, (x, y, channel) => {
    const unit = level(x, y, reading.blueFirst ? 2 - channel : channel) / 255;
    const fed = reading.centredIn ? (unit - 0.5) / 0.5 : unit;
    const out = fed * (gains[channel] ?? 0) + (offsets[channel] ?? 0);
    const share = reading.centredOut ? (out + 1) / 2 : out;
    return Math.round(Math.min(1, Math.max(0, share)) * 255);
  });
}

/** One face of a frame through the processor, with a model of the enhancer's signature. */
async function enhanceOnce(name: string, size: number): Promise<Float32Array> {
  const path = await writeSignatureModel(await temporaryFolder(), name, { picture: 'input', size });
  const models = await openFaceModels(
    [{ role: 'enhancer', name, path, sha256: '', sizeBytes: 1, licence: 'test' }],
    cpu,
  );
  const model = models.get(enhancerRole, name);
  let made = new Float32Array();
  const enhancer = {
    ...model,
    async enhance(weight: number) {
      made = new Float32Array((await model.enhance(weight)) ?? []);
      return made;
    },
  };
  const step = taskWith({ swapper: 'none', enhancer: name }).processors.find((each) => each.name === 'enhance');
  if (step?.name !== 'enhance') throw new Error('no enhancer was asked for');
  const { face, work } = frameWithFace();
  await enhance.ready(step, withOwn(models, loadedModel(enhancerRole, name, enhancer))).face?.change(work, face);
  expect(face.applied).toEqual(['enhance']);
  await models.close();
  return made;
}

describe.each(enhancers)('%s', (name, facts) => {
  test('is shown the aligned face, and read, as FaceFusion does; every other reading would be seen', async () => {
    const { template, size } = expectedOf(name);
    expect(facts.size).toBe(size);
    const made = await enhanceOnce(name, size);
    const right: Reading = { template, centredIn: true, centredOut: true, blueFirst: false, off: 0 };
    const off = (change: Partial<Reading>): number => offBy(made, size, { ...right, ...change });
    // A level for the few values that float32 and float64 round to either side.
    expect(off({})).toBeLessThan(0.02);
    expect(off({ blueFirst: true }), 'red and blue').toBeGreaterThan(1);
    expect(off({ centredIn: false }), 'mean and deviation').toBeGreaterThan(1);
    expect(off({ centredOut: false }), 'output range').toBeGreaterThan(1);
    for (const other of templateNames) {
      if (other !== template) expect(off({ template: other }), other).toBeGreaterThan(1);
    }
    expect(off({ off: 0.5 }), 'half a pixel').toBeGreaterThan(0.1);
  });
});

test('codeformer hears its weight, a double, and models without that input do not', async () => {
  const facts = enhancers.find(([name]) => name === 'codeformer')?.[1];
  if (facts === undefined) throw new Error('codeformer is not in the catalogue');
  const { size } = facts;
  const middle = async (weighted: boolean, weight: number): Promise<number | undefined> => {
    const file = await writeSignatureModel(await temporaryFolder(), 'codeformer', { picture: 'input', size, weighted });
    const enhancer = await openEnhancer(facts, file, cpu, clock);
    enhancer.crop.fill(127.5);
    const output = await enhancer.enhance(weight);
    const value = output?.[0];
    await enhancer.close();
    return value;
  };
  const level = (added: number): number => Math.round(((1 + (offsets[0] ?? 0) + added) / 2) * 255);
  for (const weight of [0, 0.25, 0.5]) {
    expect(await middle(true, weight), `weight ${weight}`).toBe(level(weight));
    expect(await middle(false, weight), `no such input, ${weight}`).toBe(level(0));
  }
});
