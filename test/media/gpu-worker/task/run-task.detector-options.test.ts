import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskOptions } from '../../../../contract/options/options.ts';
import { drawEverybody, drawScene, photoOf } from '../../../helpers/faces/crowd-clip.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { demoInputs } from '../../../helpers/media/demo-inputs.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { type PlantedFace, writeAnchorDetector, writeRowDetector } from '../../../helpers/models/detector-models.ts';
import { useClips } from '../../../helpers/video/make-clip.ts';
import { demoModelsFolder, openRig, type Rig } from '../../../helpers/workers/local-rig.ts';

const allAngles = { detectorAngles: [0, 90, 180, 270] } satisfies TaskOptions;

describe('faces that lie, from upload to report', () => {
  const clips = useClips();
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ models: sharedFile('models') });
  });
  afterAll(() => rig.close());

  test('in a still image, on a lying photo', async () => {
    const lying = await sharp((await drawEverybody(clips)).png)
      .rotate(270)
      .png()
      .toBuffer();
    const run = (key: string, photo: Uint8Array, options: TaskOptions) =>
      rig.run({ target: lying, photos: [photo], key: `images/input/u1/202504051423/${key}.png`, options });
    const portrait = await readFile(sharedFile('photos/source_astronaut.jpg'));
    const upright = await run('upright', portrait, {});
    expect(upright.result?.faces).toMatchObject({ found: 0, changed: { swap: 0 } });
    const turned = await run('turned', lying, allAngles);
    expect(turned.error).toBeUndefined();
    expect(turned.result?.faces).toMatchObject({ found: 4, changed: { swap: 4 } });
    expect(turned.result?.persons).toMatchObject([{ photos: [{ faces: 4 }] }]);
    expect(turned.task?.analysis.detector.angles).toEqual([0, 90, 180, 270]);
    const missed = await run('missed', lying, {});
    expect(missed.error).toMatchObject({ code: 'PHOTO_NO_FACE' });
  });

  test('in a video, as tracks, one named by a lying photo', async () => {
    const frames = 10;
    const scene = await drawScene(clips, 'crowd.mp4', {
      frames,
      background: '0x808070',
      cast: [
        { actor: 'blue', path: (frame) => ({ x: 200 + frame, y: 200 }) },
        { actor: 'green', path: (frame) => ({ x: 900 - frame, y: 200 }) },
      ],
    });
    const lossless = ['-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
    const target = await readFile(await clips.make('lying.mp4', ['-i', scene, '-vf', 'transpose=clock', ...lossless]));
    const photo = await sharp(await photoOf(clips, 'blue', 'blue.png'))
      .rotate(90)
      .png()
      .toBuffer();
    const files = {
      'persons/cast/blue.png': photo,
      'persons/anna/1.jpg': await readFile(sharedFile('photos/source_astronaut.jpg')),
    };
    const identities = [{ target: { photo: 'persons/cast/blue.png' }, source: { person: 'anna' } }];
    const report = await rig.run({ target, files, identities, options: allAngles });
    expect(report.error).toBeUndefined();
    expect(report.result?.tracks).toMatchObject({ count: 2, cuts: 0 });
    expect(report.result?.identities).toMatchObject([{ outcome: 'matched', tracks: 1, frames }]);
    expect(report.result?.faces).toMatchObject({ found: 2 * frames, changed: { swap: frames } });
  });
});

test('several detectors at once: the report names each, and a face counts once', async () => {
  const { photo } = await demoInputs();
  const { width, height } = await sharp(photo).metadata();
  // Where the demo's own detector finds the photo's face does not matter: these find one in the middle.
  const shrink = Math.min(1, 640 / Math.max(width, height));
  const [x, y, r] = [(width * shrink) / 2, (height * shrink) / 2, (Math.min(width, height) * shrink) / 4];
  const planted = (score: number): PlantedFace => ({
    ...{ stride: 16, column: Math.floor(x / 16), row: Math.floor(y / 16), score },
    box: [x - r, y - r, x + r, y + r],
    points: [x - r / 3, y - r / 3, x + r / 3, y - r / 3, x, y, x - r / 3, y + r / 3, x + r / 3, y + r / 3],
  });
  const folder = await temporaryFolder();
  for (const name of ['inswapper_128', 'arcface_w600k_r50']) {
    await copyFile(path.join(demoModelsFolder, `${name}.onnx`), path.join(folder, `${name}.onnx`));
  }
  await writeAnchorDetector(folder, 'retinaface_10g', [planted(0.7)]);
  await writeAnchorDetector(folder, 'scrfd_2.5g', [planted(0.8)]);
  const rig = await openRig({ models: folder });
  const bytes = await readFile(photo);
  const run = (key: string, options: TaskOptions) =>
    rig.run({ target: bytes, photos: [bytes], key: `images/input/u1/202504051423/${key}.png`, options });
  const lacking = await run('lacking', { detector: 'many' });
  expect(lacking.error).toMatchObject({ code: 'MODEL_NOT_FOUND', message: expect.stringContaining('yoloface_8n') });
  await writeRowDetector(folder, 'yoloface_8n', [planted(0.6)]);
  const report = await run('many', { detector: 'many', detectorMargin: 10 });
  await rig.close();
  expect(report.error).toBeUndefined();
  expect(report.result?.faces).toMatchObject({ found: 1, changed: { swap: 1 } });
  expect(report.result?.persons).toMatchObject([{ photos: [{ faces: 1 }] }]);
  expect(report.result?.models.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['retinaface_10g', 'scrfd_2.5g', 'yoloface_8n']),
  );
  expect(report.task?.analysis.detector).toEqual({ model: 'many', score: 0.5, margin: [10, 10, 10, 10] });
});
