import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeVideo } from '../../../../../gpu-worker/media/video/container/container-probe.ts';
import { enlargedLayout, frameBytes } from '../../../../../gpu-worker/pixels/frame-layout.ts';
import { goldenFile, layout720 } from '../../../../helpers/media/golden.ts';
import { psnr, readRgb, rgbToYuv, yuvToRgb } from '../../../../helpers/media/pixels.ts';
import { sharedFile } from '../../../../helpers/media/shared.ts';
import { cpu, sharedModels, taskWith } from '../../../../helpers/models/engine.ts';
import { openFrameEngine } from '../../../../helpers/models/open-models.ts';
import { testPicture, useClips, x264 } from '../../../../helpers/video/make-clip.ts';
import { bytesOf, openRig, type Rig } from '../../../../helpers/workers/local-rig.ts';

const only = { swapper: 'none', upscaler: 'real_esrgan_x2', encoderPreset: 'ultrafast' } as const;
const limits = { maxSidePx: 8192, maxPixels: 36_000_000 };

describe('upscale and transcode', () => {
  const clips = useClips();
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ models: sharedFile('models') });
  });
  afterAll(() => rig.close());

  test('a video comes out twice as large, upright as before, with its frames and its sound', async () => {
    const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1', '-c:a', 'aac', '-shortest'];
    const upright = await clips.make('plain.mp4', [
      ...testPicture('322x180', 25),
      ...sound,
      ...x264.slice(0, -2),
      '-pix_fmt',
      'yuv444p',
    ]);
    const report = await rig.run({ target: await bytesOf(upright), options: only });
    expect(report.error).toBeUndefined();
    expect(report.result?.media).toMatchObject({ width: 644, height: 360, frames: 25, audioTracks: 1 });
    expect(report.result?.timings.steps.upscale).toBeGreaterThan(0);
    expect(report.result?.models.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['real_esrgan_x2', 'nsfw_1', 'nsfw_2', 'nsfw_3']),
    );
    expect(report.result?.screening?.outcome).toBe('passed');
    const facts = await probeVideo(await rig.output(report, 'video.mp4'), limits);
    expect([facts.width, facts.height, facts.timestamps.length]).toEqual([644, 360, 25]);

    const turned = await clips
      .make('turned.mp4', ['-display_rotation', '-90', '-i', upright, '-map', '0', '-c', 'copy'])
      // ffmpeg 5 knows the older way only.
      .catch(() =>
        clips.make('turned.mp4', ['-i', upright, '-map', '0', '-c', 'copy', '-metadata:s:v:0', 'rotate=270']),
      );
    const second = await rig.run({ target: await bytesOf(turned), file: 'turned.mp4', options: only });
    expect(second.error).toBeUndefined();
    expect(second.result?.media).toMatchObject({ width: 360, height: 644, rotation: 90 });
  });

  test('faces are swapped before the frame grows', async () => {
    const photo = await readFile(sharedFile('photos/source_astronaut.jpg'));
    const target = await clips.make('faces.mp4', [
      ...['-i', sharedFile('clips/d_astronaut_720p_5s_audio.mp4'), '-frames:v', '4', '-vf', 'scale=640:360', '-an'],
      ...x264,
    ]);
    const options = {
      upscaler: 'real_esrgan_x2',
      masks: ['box', 'occlusion'],
      landmarker: '2dfan4',
      tracks: true,
    } as const;
    const report = await rig.run({
      target: await bytesOf(target),
      file: 'faces.mp4',
      photos: [photo],
      options: { ...options, masks: [...options.masks] },
    });
    expect(report.error).toBeUndefined();
    expect(report.result?.faces).toMatchObject({ found: 4, changed: { swap: 4 } });
    expect(report.result?.tracks).toMatchObject({ count: 1 });
    expect(report.result?.screening).toMatchObject({ outcome: 'passed', framesChecked: 1 });
    expect(report.result?.media).toMatchObject({ width: 1280, height: 720, frames: 4 });
  });

  test('an image grows too; a transcoded one keeps every pixel; too large is refused before any work', async () => {
    const png = await readFile(goldenFile('d', 0, 'in.png'));
    const key = 'images/input/u1/202504051423/a.png';
    const large = await rig.run({ target: png, key, options: only });
    expect(large.result?.media).toMatchObject({ width: 2560, height: 1440 });
    const same = await rig.run({ target: png, key, options: { swapper: 'none', transcode: true } });
    expect(same.result?.faces.found).toBe(0);
    const before = await readRgb(png);
    expect((await readRgb(await rig.output(same, 'image.png'))).data).toEqual(before.data);
    const small = await openRig({ models: sharedFile('models'), limits: { maxSidePx: 2000 } });
    const refused = await small.run({ target: png, key, options: only });
    await small.close();
    expect(refused.error).toMatchObject({
      code: 'SOURCE_TOO_LARGE',
      message: expect.stringMatching(/2560×1440.*2000/),
    });
  });

  test('steps that do not fit are refused by name', async () => {
    const target = await bytesOf(await clips.make('tiny.mp4', [...testPicture('64x64', 2), ...x264]));
    const photo = await readFile(sharedFile('photos/source_astronaut.jpg'));
    const report = await rig.run({ target, file: 'tiny.mp4', photos: [photo], options: { pixelBoost: 200 } });
    expect(report.error).toMatchObject({
      code: 'TASK_INVALID',
      message: expect.stringMatching(/200.*multiple of the 128.*256/),
    });
  });

  test('YUV frames come out as RGB frames do', async () => {
    const rgbLayout = layout720('rgb24', 'bt709');
    const layout = layout720('yuv420p', 'bt709');
    const engine = await openFrameEngine(await sharedModels(only), cpu);
    engine.follow(taskWith(only));
    const { data } = await readRgb(goldenFile('d', 0, 'in.png'));
    // Both start from the same YUV, so that only the way through the upscaler differs.
    const yuv = await rgbToYuv(data, layout);
    const rgb = await yuvToRgb(yuv, layout);
    const large = enlargedLayout(layout, 2);
    const memory = new Uint8Array(frameBytes(large));
    memory.set(yuv);
    const outcome = await engine.processFrame(memory, layout);
    const reference = new Uint8Array(frameBytes(enlargedLayout(rgbLayout, 2)));
    reference.set(rgb);
    await engine.processFrame(reference, rgbLayout);
    await engine.close();
    const db = psnr(await yuvToRgb(memory, large), reference);
    console.info(
      `720p to 1440p: YUV against RGB ${db.toFixed(1)} dB, ${outcome.timings.steps.upscale?.toFixed(0)} ms a frame, ${outcome.timings.inferenceMs.toFixed(0)} of it in the model`,
    );
    expect(db).toBeGreaterThan(36);
  });
});
