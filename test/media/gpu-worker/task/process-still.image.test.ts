import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawDemoFrame, drawDemoPhoto } from '../../../../examples/demo/draw-demo-clip.ts';
import type { Canvas } from '../../../../examples/demo/paint.ts';
import { psnr, readRgb } from '../../../helpers/media/pixels.ts';
import { openRig, type Rig } from '../../../helpers/workers/local-rig.ts';

const asImage = ({ data, width, height }: Canvas) => sharp(data, { raw: { width, height, channels: 3 } });
const size = { width: 640, height: 360 };
let rig: Rig;
let photo: Uint8Array;
/** The demo's three people in half its size, as RGB. */
let scene: Uint8Array;

beforeAll(async () => {
  rig = await openRig();
  photo = await asImage(drawDemoPhoto()).png().toBuffer();
  scene = await asImage(drawDemoFrame(60)).resize(size.width).raw().toBuffer();
});
afterAll(() => rig.close());

/** Runs an image through intake and worker; gives the report and the published file. */
async function run(file: string, target: Uint8Array, photos = [photo], person = 'alice') {
  const report = await rig.run({ target, photos, person, key: `images/input/u1/202504051423/${file}` });
  expect(report.error).toBeUndefined();
  expect(report).toMatchObject({ outcome: 'done', result: { faces: { found: 3, changed: { swap: 3 } } } });
  const name = report.result?.file ?? '';
  return { report, name, image: await readFile(await rig.output(report, name)) };
}

/** Whether the first rows, which lie above all faces, are those of the source, and the faces' rows are not. */
async function expectSwappedBelow(rows: number, image: Uint8Array, source: Uint8Array): Promise<void> {
  const { data } = await readRgb(image);
  const above = 3 * size.width * rows;
  expect(Buffer.compare(data.subarray(0, above), source.subarray(0, above))).toBe(0);
  expect(psnr(data.subarray(above), source.subarray(above))).toBeLessThan(40);
}

describe('a still image through the whole pipeline', () => {
  it('a JPEG that EXIF turns: faces are found upright, and it is written upright with orientation 1', async () => {
    const upright = { raw: { ...size, channels: 3 } } as const;
    const stored = await sharp(scene, upright).rotate(270).toBuffer({ resolveWithObject: true });
    expect(stored.info).toMatchObject({ width: 360, height: 640 });
    const raw = { width: 360, height: 640, channels: 3 } as const;
    const lying = await sharp(stored.data, { raw }).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
    const { report, name, image } = await run('lying.jpg', lying);
    expect(name).toBe('image.jpg');
    expect(report.result).toMatchObject({ encoder: 'jpeg, quality 95', media: { ...size, rotation: 0 } });
    expect(await sharp(image).metadata()).toMatchObject({ ...size, format: 'jpeg', orientation: 1 });
    const rows = 3 * size.width * 30;
    const { data } = await readRgb(image);
    expect(psnr(data.subarray(0, rows), scene.subarray(0, rows))).toBeGreaterThan(30);
  });

  it('a PNG with alpha: alpha and everything away from the faces stay bit for bit', async () => {
    const alpha = Uint8Array.from({ length: size.width * size.height }, (_, i) => i % 251);
    const raw = { ...size, channels: 1 } as const;
    const source = await sharp(scene, { raw: { ...size, channels: 3 } })
      .joinChannel(Buffer.from(alpha), { raw })
      .png()
      .toBuffer();
    const { report, name, image } = await run('glass.png', source);
    expect(name).toBe('image.png');
    expect(report.result?.encoder).toBe('png, lossless');
    const written = await sharp(image).extractChannel(3).raw().toBuffer();
    expect(Buffer.compare(written, alpha)).toBe(0);
    await expectSwappedBelow(30, image, scene);
  });

  it('a WebP without loss, with a colour profile: it stays without loss and keeps the profile', async () => {
    const plain = await sharp(scene, { raw: { ...size, channels: 3 } })
      .png()
      .toBuffer();
    const source = await sharp(plain).withIccProfile('p3').webp({ lossless: true, exact: true }).toBuffer();
    const { icc } = await sharp(source).metadata();
    expect(icc?.length).toBeGreaterThan(100);
    const { report, name, image } = await run('wide.webp', source);
    expect(name).toBe('image.webp');
    expect(report.result?.encoder).toBe('webp, lossless');
    expect(await sharp(image).metadata()).toMatchObject({ ...size, format: 'webp', icc });
    await expectSwappedBelow(30, image, (await readRgb(source)).data);
  });
});

describe('a photo of several people', () => {
  it('gives its largest face, and the report says how many there were', async () => {
    // The photo's person above four heads of another one, who is cut from the middle of the scene.
    const other = asImage(drawDemoFrame(60)).extract({ left: 440, top: 80, width: 400, height: 420 });
    const head = await other.clone().resize(200).png().toBuffer();
    const largest = await sharp(photo).extract({ left: 160, top: 90, width: 400, height: 420 }).png().toBuffer();
    const heads = [0, 200, 400, 600].map((left) => ({ input: head, left, top: 430 }));
    const group = await sharp({ create: { width: 800, height: 640, channels: 3, background: '#202850' } })
      .composite([{ input: largest, left: 200, top: 0 }, ...heads])
      .png()
      .toBuffer();
    const target = await sharp(scene, { raw: { ...size, channels: 3 } })
      .png()
      .toBuffer();
    const alone = await run('alone.png', target);
    expect(alone.report.result?.persons[0]?.photos).toEqual([{ key: 'persons/alice/0.jpg', faces: 1 }]);
    const { report, image } = await run('group.png', target, [group], 'group');
    const note = '5 faces; the largest is used';
    expect(report.result?.persons).toEqual([
      { person: 'group', photos: [{ key: 'persons/group/0.jpg', faces: 5, note }] },
    ]);
    const wrong = await run('other.png', target, [await other.png().toBuffer()], 'other');
    const nearness = async (one: Uint8Array) => psnr((await readRgb(image)).data, (await readRgb(one)).data);
    expect((await nearness(alone.image)) - (await nearness(wrong.image))).toBeGreaterThan(10);
  });
});
