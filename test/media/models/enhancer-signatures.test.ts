import { expect, test } from 'vitest';
import { catalog } from '../../../gpu-worker/models/catalog.ts';
import { openEnhancer } from '../../../gpu-worker/models/enhancer.ts';
import { cpu } from '../../helpers/engine.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { gains, offsets, somePicture, writeSignatureModel } from './signature-model.ts';

const clock = { elapsedMs: 0 };
const enhancers = catalog.flatMap((model) => (model.role === 'enhancer' ? [[model.name, model] as const] : []));

/** Model contracts, §7: RGB, -1..1 in and out, clipped, rounded. */
function expectedPixel(value: number, channel: number): number {
  const fed = (value / 255 - 0.5) / 0.5;
  const out = Math.min(1, Math.max(-1, fed * (gains[channel] ?? 0) + (offsets[channel] ?? 0)));
  return Math.round(((out + 1) / 2) * 255);
}

test.each(enhancers)('%s feeds and reads its model as FaceFusion does', async (name, facts) => {
  const { size } = facts;
  const file = await writeSignatureModel(await temporaryFolder(), name, { picture: 'input', size });
  const enhancer = await openEnhancer(facts, file, cpu, clock);
  expect(enhancer.template).toBe(name === 'gpen_bfr_256' ? 'arcface_128' : 'ffhq_512');
  const picture = somePicture(size);
  enhancer.crop.set(picture);
  const output = await enhancer.enhance(0.5);
  const plane = size * size;
  let [different, differentAsBgr] = [0, 0];
  for (let index = 0; index < picture.length; index += 41) {
    const channel = Math.floor(index / plane);
    const got = output?.[index] ?? Number.NaN;
    // One level for a value that float32 and float64 round to either side.
    if (!(Math.abs(got - expectedPixel(picture[index] ?? 0, channel)) <= 1)) different += 1;
    const asBgr = picture[(2 - channel) * plane + (index % plane)] ?? 0;
    if (Math.abs(got - expectedPixel(asBgr, channel)) > 1) differentAsBgr += 1;
  }
  expect(different).toBe(0);
  expect(differentAsBgr).toBeGreaterThan(1000);
  await enhancer.close();
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
