import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoInputs } from '../../../../helpers/media/demo-inputs.ts';
import { decodeFrame, readRgb } from '../../../../helpers/media/pixels.ts';
import { writeColouriser } from '../../../../helpers/models/colouriser-model.ts';
import { testPicture, useClips, x264 } from '../../../../helpers/video/make-clip.ts';
import { bytesOf, demoModelsFolder, openRig, type Rig } from '../../../../helpers/workers/local-rig.ts';

const lossless = { crf: 0, encoderPreset: 'ultrafast' } as const;

/** How far apart red, green and blue are, on average: 0 for a grey picture. */
function saturation(rgb: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < rgb.length; i += 3) {
    const pixel = rgb.subarray(i, i + 3);
    sum += Math.max(...pixel) - Math.min(...pixel);
  }
  return (3 * sum) / rgb.length;
}

describe('colourise', () => {
  const clips = useClips();
  let folder: string;
  let rig: Rig;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faceline-models-'));
    await writeColouriser(folder, 'ddcolor', 'ddcolor');
    await writeColouriser(folder, 'deoldify', 'deoldify');
    await writeColouriser(folder, 'deoldify_stable', 'deoldify', { spoil: 0 });
    rig = await openRig({ models: folder });
  });
  afterAll(async () => {
    await rig.close();
    await rm(folder, { recursive: true });
  });

  test.each(['ddcolor', 'deoldify'])('a grey video gets colours, its frames, its sound, by %s', async (colouriser) => {
    const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1', '-c:a', 'aac', '-shortest'];
    const grey = await clips.make(`grey-${colouriser}.mp4`, [
      ...testPicture('162x90', 10),
      ...sound,
      ...['-vf', 'hue=s=0', ...x264.slice(0, -1), 'gray'],
    ]);
    expect(saturation(await decodeFrame(grey, 3, 'rgb24'))).toBeLessThan(1);
    const options = { swapper: 'none', colouriser, colouriserSize: 192, ...lossless } as const;
    const report = await rig.run({ target: await bytesOf(grey), file: `${colouriser}.mp4`, options });
    expect(report.error).toBeUndefined();
    expect(report.result?.media).toMatchObject({ width: 162, height: 90, frames: 10, audioTracks: 1 });
    expect(report.result?.timings.steps.colourise).toBeGreaterThan(0);
    expect(report.result?.models.map(({ name, note }) => [name, note])).toEqual([
      [colouriser, expect.stringContaining('Contract not verified')],
    ]);
    expect(saturation(await decodeFrame(await rig.output(report, 'video.mp4'), 3, 'rgb24'))).toBeGreaterThan(20);
  });

  test('an image is coloured too, half of it by half the share; sizes and blend are the task’s', async () => {
    const photo = await readFile((await demoInputs()).photo);
    const key = 'images/input/u1/202504051423/a.png';
    const run = async (colouriserBlend: number) => {
      const options = { swapper: 'none', colouriser: 'ddcolor', colouriserSize: 512, colouriserBlend } as const;
      const report = await rig.run({ target: photo, key, options });
      expect(report.task?.processors).toEqual([
        { name: 'colourise', model: 'ddcolor', size: 512, blend: colouriserBlend },
      ]);
      return (await readRgb(await rig.output(report, `image.${report.result?.file.split('.').at(-1)}`))).data;
    };
    const [none, half, full] = [await run(0), await run(50), await run(100)];
    const distance = (a: Uint8Array, b: Uint8Array): number =>
      a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? Number.NaN)), 0) / a.length;
    expect(distance(none, (await readRgb(photo)).data)).toBeLessThan(2);
    expect(distance(full, none)).toBeGreaterThan(8);
    expect(distance(half, none) / distance(full, none)).toBeCloseTo(0.5, 1);
  });

  test('frames of which the model makes nothing usable keep their colours, and the report says so', async () => {
    const clip = await clips.make('spoilt.mp4', [...testPicture('64x64', 3), ...x264]);
    const options = { swapper: 'none', colouriser: 'deoldify_stable', colouriserSize: 192 } as const;
    const report = await rig.run({ target: await bytesOf(clip), file: 'spoilt.mp4', options });
    expect(report.result?.notes).toContain(
      'The colouriser gave no usable numbers for 3 of 3 frames: they kept their colours.',
    );
  });

  test('faces are marked after the frame is coloured; without a model nothing is called AI-generated', async () => {
    const photo = await readFile((await demoInputs()).photo);
    const key = 'images/input/u1/202504051424/a.png';
    const demo = await openRig({ models: demoModelsFolder });
    const report = await demo.run({ target: photo, key, options: { swapper: 'none', debug: true } });
    expect(report.error).toBeUndefined();
    expect(report.result?.faces).toEqual({ found: 1, changed: {}, framesWithFaces: 1, skipped: {} });
    expect(report.result?.models.map(({ role }) => role)).toEqual(['detector']);
    expect(report.result?.notes).toContainEqual(expect.stringMatching(/debug marks.*box, landmarks-5/));
    const output = { bucket: report.output.bucket, key: `${report.output.prefix}${report.result?.file}` };
    expect((await demo.store.head(output))?.metadata).not.toHaveProperty('ai-generated');
    const { data } = await readRgb(await demo.output(report, report.result?.file ?? ''));
    const before = (await readRgb(photo)).data;
    const changed = Array.from({ length: data.length / 3 }, (_, i) => i).filter(
      (i) => data[3 * i] !== before[3 * i] || data[3 * i + 1] !== before[3 * i + 1],
    );
    expect(changed.length).toBeGreaterThan(200);
    expect(changed.length).toBeLessThan(0.2 * (data.length / 3));
    await demo.close();
  });
});
