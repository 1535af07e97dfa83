import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoHashes } from '../../../../examples/demo/demo-hashes.ts';
import {
  type DemoClip,
  type DrawnTruth,
  demoFaces,
  drawDemoClip,
  drawDemoFrame,
  drawDemoPhoto,
} from '../../../../examples/demo/draw-demo-clip.ts';
import { writeDemoInputs } from '../../../../examples/demo/encode-demo-clip.ts';
import type { Canvas } from '../../../../examples/demo/paint.ts';
import { neededModels } from '../../../../gpu-worker/catalog/needed-models.ts';
import type { DetectedFace } from '../../../../gpu-worker/faces/detected-face.ts';
import { cosine } from '../../../../gpu-worker/faces/embedding-distance.ts';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import { recognizerName, recognizerRole } from '../../../../gpu-worker/finding/recognizer.ts';
import { findFfmpeg } from '../../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';
import { resolveModels } from '../../../../gpu-worker/models/files/store.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import { type FrameLayout, frameBytes } from '../../../../gpu-worker/pixels/frame-layout.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { sha256Of } from '../../../helpers/files/sha256-of.ts';
import { cpu, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels, openFrameEngine } from '../../../helpers/models/open-models.ts';

const task = taskWith({ swapper: 'inswapper_128', enhancer: 'gfpgan_1.4' });
const models = await resolveModels(
  path.resolve(import.meta.dirname, '../../../../examples/demo/models'),
  neededModels(task),
);
const rgbLayout = ({ width, height }: Canvas): FrameLayout => ({
  ...{ width, height, pixels: 'rgb24', matrix: 'bt709', fullRange: true, rotation: 0 },
});

/** Largest distance of the five points from where they were drawn, in half eye distances. */
const worstPoint = (found: DetectedFace, drawn: DrawnTruth): number =>
  Math.max(...found.points.map(({ x, y }, i) => Math.hypot(x - drawn.points[i]![0], y - drawn.points[i]![1]))) /
  drawn.unit;

describe('the demo', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'faceline-test-'));
  let ffmpeg = '';
  let faceModels: FaceModels;

  beforeAll(async () => {
    ffmpeg = (await findFfmpeg()).path;
    faceModels = await openFaceModels(models, cpu);
  });
  afterAll(async () => {
    await faceModels.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The pixels alone, frame by frame, so that no clip of them is held in memory. */
  function* pixelsOf(clip: DemoClip): Iterable<Uint8Array> {
    for (const { data } of clip.frames()) yield data;
  }

  it('draws every frame the same everywhere', () => {
    expect(sha256Of(pixelsOf(drawDemoClip()))).toBe(demoHashes.frames);
  });

  const detect = (pixels: Uint8Array, layout: FrameLayout) =>
    faceFinderNamed(faceModels, 'yunet_2023_mar').detect(openFrame(pixels, layout), layout, 0.5);

  const embedDrawn = async (picture: Canvas & { readonly faces: readonly DrawnTruth[] }): Promise<Float32Array[]> => {
    const frame = openFrame(picture.data, rgbLayout(picture));
    const embeddings: Float32Array[] = [];
    for (const face of picture.faces) {
      const points = face.points.map(([x, y]) => ({ x, y }));
      embeddings.push((await faceModels.get(recognizerRole, recognizerName).embed(frame, points))!);
    }
    return embeddings;
  };

  it('encodes its clip once, whole, and its detector finds every drawn face in it', async () => {
    const inputs = await writeDemoInputs(folder, ffmpeg);
    expect(readdirSync(folder).sort()).toEqual(['demo-clip.mp4', 'demo-inputs.json', 'demo-photo.png']);
    const madeAt = statSync(inputs.clip).mtimeMs;
    expect(await writeDemoInputs(folder, ffmpeg)).toEqual(inputs);
    expect(statSync(inputs.clip).mtimeMs).toBe(madeAt);

    const photo = await sharp(inputs.photo).raw().toBuffer();
    expect(sha256Of([photo])).toBe(demoHashes.photo);

    const raw = path.join(folder, 'frames.yuv');
    execFileSync(ffmpeg, [
      '-v',
      'error',
      '-i',
      inputs.clip,
      '-map',
      '0:v',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'yuv420p',
      raw,
    ]);
    const { width, height, frameCount } = drawDemoClip();
    const layout: FrameLayout = { width, height, pixels: 'yuv420p', matrix: 'bt709', fullRange: false, rotation: 0 };
    expect(statSync(raw).size).toBe(frameCount * frameBytes(layout));
    const file = openSync(raw, 'r');
    const pixels = new Uint8Array(frameBytes(layout));
    const offs: number[] = [];
    const scores: number[] = [];
    let strangers = 0;
    for (let index = 0; index < frameCount; index += 1) {
      readSync(file, pixels, 0, pixels.length, index * pixels.length);
      const found = await detect(pixels, layout);
      const claimed = new Set<DetectedFace>();
      for (const drawn of demoFaces(index)) {
        const match = found.find((face) => worstPoint(face, drawn) < 0.3);
        if (match === undefined) continue;
        claimed.add(match);
        scores.push(match.score);
        offs.push(worstPoint(match, drawn));
      }
      strangers += found.length - claimed.size;
    }
    const sorted = offs.toSorted((a, b) => a - b);
    console.log(
      `found ${offs.length} of ${3 * frameCount}; worst point of a face, in half eye distances: median`,
      `${sorted[sorted.length >> 1]?.toFixed(3)}, worst ${sorted.at(-1)?.toFixed(3)}; least score ${Math.min(...scores).toFixed(2)}`,
    );
    expect(offs.length).toBeGreaterThanOrEqual(0.98 * 3 * frameCount);
    expect(strangers).toBe(0);
    expect(sorted[sorted.length >> 1]).toBeLessThan(0.06);
    expect(sorted.at(-1)).toBeLessThan(0.2);
  });

  it('leaves nothing behind when ffmpeg fails', async () => {
    const broken = path.join(folder, 'broken');
    await expect(writeDemoInputs(broken, process.execPath)).rejects.toThrow(/could not be encoded with .*bad option/s);
    expect(readdirSync(broken)).toEqual([]);
    await expect(writeDemoInputs(broken, path.join(folder, 'no-such-program'))).rejects.toThrow(/ENOENT/);
  });

  it('finds one face in the photo, at any size and tilt, and none in an empty picture', async () => {
    const photo = drawDemoPhoto();
    for (const [side, turn] of [
      [720, 0],
      [640, 0],
      [400, 0],
      [1400, 0],
      [720, 20],
      [720, -20],
    ] as const) {
      const image = sharp(photo.data, { raw: { width: 720, height: 720, channels: 3 } }).resize(side, side);
      const turned = image.rotate(turn, { background: '#202850' });
      const { data, info } = await turned.raw().toBuffer({ resolveWithObject: true });
      const found = await detect(data, rgbLayout({ ...info, data }));
      expect({ side, turn, faces: found.length }).toEqual({ side, turn, faces: 1 });
      if (turn === 0)
        expect(
          Math.hypot(found[0]!.points[2]!.x - 0.5 * side, found[0]!.points[2]!.y - (384 / 720) * side),
        ).toBeLessThan(0.01 * side);
    }
    const blank = { width: 640, height: 360, data: new Uint8Array(640 * 360 * 3).fill(255) };
    expect(await detect(blank.data, rgbLayout(blank))).toEqual([]);
  });

  it('tells its people apart', async () => {
    const early = await embedDrawn(drawDemoFrame(10));
    const late = await embedDrawn(drawDemoFrame(120));
    const [painted] = await embedDrawn(drawDemoPhoto());
    const everybody = [...early, painted!];
    early.forEach((one, i) => {
      expect(cosine(one, late[i]!)).toBeGreaterThan(0.8);
      everybody.forEach((other, k) => {
        if (i !== k) expect(cosine(one, other)).toBeLessThan(0.4);
      });
    });
  });

  it("puts the photo's colours on every face and nothing elsewhere", async () => {
    const engine = await openFrameEngine(models, cpu);
    const photo = drawDemoPhoto();
    const { faceCount, embedding } = await engine.embedPhoto(photo, taskWith().analysis);
    expect(faceCount).toBe(1);
    const before = drawDemoFrame(60);
    const after = { ...before, data: before.data.slice() };
    const recipe = { ...task, identity: embedding };
    engine.follow(recipe);
    const { faces } = await engine.processFrame(after.data, rgbLayout(before));
    expect(faces.map(({ applied }) => applied)).toEqual([0, 1, 2].map(() => ['swap', 'enhance']));

    /** Mean colour of a square between nose and mouth. */
    const skinOf = (picture: Canvas, { points, unit }: DrawnTruth): number[] => {
      const x0 = Math.round((points[2]![0] + points[3]![0] + points[4]![0]) / 3 - 0.1 * unit);
      const y0 = Math.round(points[2]![1] + (0.45 * (points[3]![1] + points[4]![1] - 2 * points[2]![1])) / 2);
      const side = Math.round(0.2 * unit);
      const sum = [0, 0, 0];
      for (let i = 0; i < side * side * 3; i += 1) {
        const at = ((y0 + Math.floor(i / 3 / side)) * picture.width + x0 + (Math.floor(i / 3) % side)) * 3 + (i % 3);
        sum[i % 3]! += picture.data[at]! / (side * side);
      }
      return sum;
    };
    const wanted = skinOf(photo, photo.faces[0]!);
    for (const face of before.faces) {
      const off = (picture: Canvas) => Math.hypot(...skinOf(picture, face).map((value, i) => value - wanted[i]!));
      expect(off(before)).toBeGreaterThan(90);
      expect(off(after)).toBeLessThan(25);
    }

    const boxes = faces.flatMap(({ pasteBoxes }) => pasteBoxes);
    let strays = 0;
    for (let i = 0; i < before.data.length; i += 3) {
      const x = (i / 3) % before.width;
      const y = Math.floor(i / 3 / before.width);
      if (boxes.some((box) => x >= box.x1 && x < box.x2 && y >= box.y1 && y < box.y2)) continue;
      if ([0, 1, 2].some((k) => before.data[i + k] !== after.data[i + k])) strays += 1;
    }
    expect(strays).toBe(0);
    await engine.close();
  });
});
