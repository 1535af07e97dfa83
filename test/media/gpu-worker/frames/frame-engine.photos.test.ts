import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FrameEngine } from '../../../../gpu-worker/frames/frame-engine-types.ts';
import { readImage } from '../../../../gpu-worker/media/image/read-image.ts';
import { encodeImage } from '../../../../gpu-worker/media/image/write-image.ts';
import type { RgbPixels } from '../../../../gpu-worker/pixels/rgb-pixels.ts';
import { drawEverybody } from '../../../helpers/faces/crowd-clip.ts';
import { goldenFile, goldenPicture, readGolden } from '../../../helpers/media/golden.ts';
import { turnFrame } from '../../../helpers/media/patterns.ts';
import { decodeFrame, psnr, readRgb } from '../../../helpers/media/pixels.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFrameEngine } from '../../../helpers/models/open-models.ts';
import { useClips } from '../../../helpers/video/make-clip.ts';

const limits = { maxSidePx: 8192, maxPixels: 36_000_000 };
const portrait = sharedFile('photos/source_astronaut.jpg');
const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / Math.hypot(...a) / Math.hypot(...b);

describe('photos and still images', () => {
  const clips = useClips();
  let engine: FrameEngine;
  let crowd: string;
  let identity: Float32Array;
  beforeAll(async () => {
    crowd = (await drawEverybody(clips)).png;
    engine = await openFrameEngine(await sharedModels(), cpu);
    identity = (await engine.embedPhoto(await readRgb(portrait), taskWith().analysis)).embedding;
  });
  afterAll(() => engine.close());

  test('a photo with five faces gives its largest', async () => {
    // Four faces, and a larger one beside them.
    const group = await sharp(crowd).extend({ right: 354, background: '#000' }).toBuffer();
    const photo = await sharp(group)
      .composite([
        {
          input: await sharp(portrait)
            .resize(760, 760)
            .extract({ left: 207, top: 28, width: 354, height: 470 })
            .toBuffer(),
          left: 1280,
          top: 0,
        },
      ])
      .png()
      .toBuffer();
    const face = await engine.embedPhoto(
      await readImage(photo, { ...limits, code: 'PHOTO_UNREADABLE', name: 'group' }),
      taskWith().analysis,
    );
    expect(face.faceCount).toBe(5);
    const others = await engine.embedPhoto(await readRgb(crowd), taskWith().analysis);
    const [largest, second] = [face, others].map(({ embedding }) => cosine(embedding, identity));
    console.info(`five faces: cosine to the largest ${largest?.toFixed(3)}, to the next ${second?.toFixed(3)}`);
    expect(largest).toBeGreaterThan(0.75);
    expect(second).toBeLessThan(0.6);
  });

  test('a photo without a face is refused', async () => {
    const empty: RgbPixels = { width: 200, height: 200, data: new Uint8Array(120_000).fill(90) };
    await expect(engine.embedPhoto(empty, taskWith().analysis)).rejects.toMatchObject({
      code: 'PHOTO_NO_FACE',
      retryable: false,
    });
  });

  test('a photo turned by EXIF gives the same person', async () => {
    const lying = await sharp(portrait).rotate(270).withMetadata({ orientation: 6 }).png().toBuffer();
    const image = await readImage(lying, { ...limits, code: 'PHOTO_UNREADABLE', name: 'lying' });
    expect(image.orientation).toBe(6);
    const turned = await engine.embedPhoto(image, taskWith().analysis);
    expect(cosine(turned.embedding, identity)).toBeGreaterThan(0.9999);
  });

  test('a PNG with alpha as target: face swapped, alpha untouched', async () => {
    const { data, width, height } = await readRgb(goldenFile('d', 0, 'in.png'));
    const alpha = Uint8Array.from({ length: width * height }, (_, i) => i % 251);
    const image = { width, height, data, alpha, format: 'png', lossless: true } as const;
    const target = await readImage(await encodeImage(image), { ...limits, code: 'SOURCE_UNREADABLE', name: 'target' });
    const layout = { width, height, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation: 0 } as const;
    engine.follow({ ...taskWith(), identity });
    const outcome = await engine.processFrame(target.data, layout);
    expect(outcome.faces.map(({ applied }) => applied)).toEqual([['swap']]);
    const written = await readImage(await encodeImage(target), {
      ...limits,
      code: 'SOURCE_UNREADABLE',
      name: 'result',
    });
    expect(written.alpha).toEqual(alpha);
    expect(psnr(written.data, (await goldenPicture('d', readGolden('d').frames[0]!, 'swapped')).data)).toBeGreaterThan(
      80,
    );
  });

  test.each([90, 180, 270] as const)('a frame stored %s° off is swapped as it is upright', async (rotation) => {
    const { width, height } = { width: 1280, height: 720 };
    const upright = { width, height, pixels: 'yuv420p', matrix: 'bt601', fullRange: false, rotation: 0 } as const;
    const frame = await decodeFrame(sharedFile('clips/d_astronaut_720p_5s_audio.mp4'), 37, 'yuv420p');
    const back = (360 - rotation) as 90 | 180 | 270;
    const turned = rotation === 180 ? upright : { ...upright, width: height, height: width };
    const stored = { ...turned, rotation };
    const lying = turnFrame(frame, upright, back);
    const recipe = { ...taskWith(), identity };
    engine.follow(recipe);
    const straight = await engine.processFrame(frame, upright);
    const outcome = await engine.processFrame(lying, stored);
    expect(outcome.faces.map(({ applied }) => applied)).toEqual([['swap']]);
    expect(outcome.faces[0]?.score).toBeCloseTo(straight.faces[0]?.score ?? 0, 6);
    // Crop and paste round at other places, nothing more.
    const agreement = psnr(turnFrame(lying, turned, rotation), frame);
    console.info(`stored ${rotation}° off: ${agreement.toFixed(1)} dB against the upright frame`);
    expect(agreement).toBeGreaterThan(50);
  });

  test('hyperswap and CodeFormer run through the same code', async () => {
    const options = { swapper: 'hyperswap_1a_256', enhancer: 'codeformer' };
    const other = await openFrameEngine(await sharedModels(options), cpu);
    const { data, width, height } = await readRgb(crowd);
    const layout = { width, height, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation: 0 } as const;
    other.follow({ ...taskWith(options), identity });
    const outcome = await other.processFrame(data, layout);
    await other.close();
    expect(outcome.faces.map(({ applied }) => applied)).toEqual(Array.from({ length: 4 }, () => ['swap', 'enhance']));
    const { detectMs, steps, inferenceMs } = outcome.timings;
    expect(Object.keys(steps)).toEqual(['swap', 'enhance']);
    expect(inferenceMs).toBeGreaterThan(0);
    expect(inferenceMs).toBeLessThan(Object.values(steps).reduce((sum, stepMs) => sum + stepMs, detectMs));
  });
});
