import { copyFile, cp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { demoInputs } from '../../../helpers/media/demo-inputs.ts';
import { useClips, x264 } from '../../../helpers/video/make-clip.ts';
import { demoModelsFolder, openRig } from '../../../helpers/workers/local-rig.ts';

/** Breaks one model of a folder, given without its extension. */
type Break = (model: string) => Promise<void>;

const clips = useClips();
let clip = '';
let photo = '';

beforeAll(async () => {
  const demo = await demoInputs();
  photo = demo.photo;
  clip = await clips.make('few.mp4', ['-i', demo.clip, '-an', '-vf', 'scale=640:360', '-frames:v', '2', ...x264]);
});

/** The demo models with one of them broken. */
async function withBroken(model: string, damage: Break): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'models');
  await cp(demoModelsFolder, folder, { recursive: true });
  await damage(path.join(folder, model));
  return folder;
}

const missing: Break = (model) => rm(`${model}.onnx`);
const wrongHash: Break = (model) => writeFile(`${model}.hash`, '0badc0de');
/** Nothing beside the file says that it is not whole; only who opens it can. */
const cutShort: Break = async (model) => {
  await rm(`${model}.hash`);
  await truncate(`${model}.onnx`, 1000);
};
const another: Break = async (model) => {
  await rm(`${model}.hash`);
  await copyFile(path.join(path.dirname(model), 'gfpgan_1.4.onnx'), `${model}.onnx`);
};

describe('a task whose models are not what they should be', () => {
  it.each([
    { name: 'yunet_2023_mar', what: 'is missing', damage: missing, code: 'MODEL_NOT_FOUND' },
    { name: 'arcface_w600k_r50', what: 'has another hash', damage: wrongHash, code: 'MODEL_CORRUPT' },
    { name: 'inswapper_128', what: 'is cut short', damage: cutShort, code: 'MODEL_CORRUPT' },
    { name: 'yunet_2023_mar', what: 'is another model', damage: another, code: 'MODEL_CONTRACT' },
  ])('fails at once, with a report, when $name $what', async ({ name, damage, code }) => {
    const rig = await openRig({ models: await withBroken(name, damage) });
    try {
      const report = await rig.run({ target: await readFile(clip), photos: [await readFile(photo)] });
      expect(report).toMatchObject({ outcome: 'failed', attempts: 1, error: { code, retryable: false } });
      expect(report.error?.message).toContain(name);
      expect(report.result).toBeUndefined();
      const left = await Array.fromAsync(rig.store.list('output', 'videos/'));
      expect(left.map(({ key }) => path.basename(key))).toEqual(['report.json']);
      expect(await rig.scratchLeft()).toEqual([]);
    } finally {
      await rig.close();
    }
  });
});
