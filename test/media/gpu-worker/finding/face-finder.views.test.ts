import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DetectedFace } from '../../../../gpu-worker/faces/detected-face.ts';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import type { FrameLayout } from '../../../../gpu-worker/pixels/frame-layout.ts';
import type { Point } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { drawEverybody } from '../../../helpers/faces/crowd-clip.ts';
import { goldenFile, layout720 } from '../../../helpers/media/golden.ts';
import { rgbLayout, turnFrame } from '../../../helpers/media/patterns.ts';
import { decodeFrame, readRgb } from '../../../helpers/media/pixels.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels, taskWith } from '../../../helpers/models/engine.ts';
import { openFaceModels, openFrameEngine } from '../../../helpers/models/open-models.ts';
import { useClips } from '../../../helpers/video/make-clip.ts';

const four = [0, 90, 180, 270] as const;
const quarters = [90, 180, 270] as const;
type Quarter = (typeof quarters)[number];

/** Where a pixel of a picture of this size goes when the picture is turned clockwise. */
const turnPoint = ({ x, y }: Point, { width, height }: FrameLayout, degrees: Quarter): Point =>
  ({ 90: { x: height - 1 - y, y: x }, 180: { x: width - 1 - x, y: height - 1 - y }, 270: { x: y, y: width - 1 - x } })[
    degrees
  ];
const turnedLayout = (layout: FrameLayout, degrees: Quarter): FrameLayout =>
  degrees === 180 ? layout : { ...layout, width: layout.height, height: layout.width };

const farthest = (found: DetectedFace, expected: readonly Point[]): number =>
  Math.max(...found.points.map(({ x, y }, i) => Math.hypot(x - (expected[i]?.x ?? 0), y - (expected[i]?.y ?? 0))));

describe('the real YuNet', () => {
  const clips = useClips();
  let models: FaceModels;
  /** Four faces, none of them large. */
  let crowd: { readonly clip: string; readonly png: string };
  beforeAll(async () => {
    crowd = await drawEverybody(clips);
    models = await openFaceModels(await sharedModels(), cpu);
  });
  afterAll(() => models.close());
  const yunet = () => faceFinderNamed(models, 'yunet_2023_mar');

  describe.each([
    ['RGB', async () => ({ layout: layout720('rgb24', 'bt601'), data: (await readRgb(crowd.png)).data })],
    [
      'YUV',
      async () => ({
        layout: layout720('yuv420p', 'bt601'),
        data: await decodeFrame(crowd.clip, 0, 'yuv420p'),
      }),
    ],
  ])('faces that lie, in %s', (_pixels, read) => {
    test.each(quarters)('turned by %s°: few are found upright, all with angles, at their places', async (degrees) => {
      const { layout, data } = await read();
      const straight = await yunet().detect(openFrame(data, layout), layout, 0.5);
      expect(straight).toHaveLength(4);
      const lying = turnedLayout(layout, degrees);
      const frame = openFrame(turnFrame(data, layout, degrees), lying);
      const upright = await yunet().detect(frame, lying, 0.5);
      const found = await yunet().detect(frame, lying, 0.5, { angles: four });
      const errors = found.map((face, i) =>
        farthest(
          face,
          (straight[i]?.points ?? []).map((point) => turnPoint(point, layout, degrees)),
        ),
      );
      console.info(
        `turned by ${degrees}°: ${upright.length} of 4 faces found upright, ${found.length} with four angles, ` +
          `points at most ${Math.max(...errors).toExponential(1)} px off`,
      );
      expect(upright.length).toBeLessThan(2);
      expect(found.map(({ score }) => score)).toEqual(straight.map(({ score }) => score));
      expect(Math.max(...errors)).toBeLessThan(1e-6);
      // The one angle that sets them upright is enough, and any other is not.
      expect(await yunet().detect(frame, lying, 0.5, { angles: [degrees] })).toEqual(found);
      expect(await yunet().detect(frame, lying, 0.5, { angles: [degrees === 90 ? 270 : 90] })).not.toEqual(found);
    });
  });

  test('a frame that is stored lying too is set upright first', async () => {
    const layout = layout720('rgb24', 'bt601');
    const { data } = await readRgb(crowd.png);
    const straight = await yunet().detect(openFrame(data, layout), layout, 0.5);
    // Faces lie in the picture as a player shows it, and the picture is stored upside down.
    const shown = turnedLayout(layout, 90);
    const stored = turnFrame(turnFrame(data, layout, 90), shown, 180);
    const found = await yunet().detect(
      openFrame(stored, { ...shown, rotation: 180 }),
      { ...shown, rotation: 180 },
      0.5,
      {
        angles: four,
      },
    );
    expect(found).toHaveLength(4);
    for (const [i, face] of found.entries()) {
      const expected = (straight[i]?.points ?? []).map((p) => turnPoint(turnPoint(p, layout, 90), shown, 180));
      expect(farthest(face, expected)).toBeLessThan(1e-6);
    }
  });

  test('a large lying face is found upright too, but not its eyes', async () => {
    const layout = layout720('rgb24', 'bt601');
    const { data } = await readRgb(goldenFile('d', 0, 'in.png'));
    const [straight] = await yunet().detect(openFrame(data, layout), layout, 0.5);
    for (const degrees of quarters) {
      const lying = turnedLayout(layout, degrees);
      const frame = openFrame(turnFrame(data, layout, degrees), lying);
      const expected = (straight?.points ?? []).map((point) => turnPoint(point, layout, degrees));
      const [wrong] = await yunet().detect(frame, lying, 0.5);
      const [right, ...others] = await yunet().detect(frame, lying, 0.5, { angles: four });
      if (wrong === undefined || right === undefined) throw new Error('No face was found.');
      console.info(`a large face turned by ${degrees}°: ${farthest(wrong, expected).toFixed(0)} px off upright`);
      expect(others).toEqual([]);
      expect(wrong.score).toBeLessThan(right.score - 0.1);
      expect(farthest(wrong, expected)).toBeGreaterThan(90);
      expect(farthest(right, expected)).toBeLessThan(1e-6);
    }
  });

  test('a face that fills the frame is found with a margin, at its place', async () => {
    const portrait = sharedFile('photos/source_astronaut.jpg');
    const whole = await readRgb(portrait);
    const wholeLayout = rgbLayout(whole.width, whole.height);
    const [face] = await yunet().detect(openFrame(whole.data, wholeLayout), wholeLayout, 0.5);
    if (face === undefined) throw new Error('No face was found.');
    // A tenth less than its box on each side, enlarged tenfold.
    const { x1, y1, x2, y2 } = face.box;
    const left = Math.round(x1 + 0.1 * (x2 - x1));
    const top = Math.round(y1 + 0.1 * (y2 - y1));
    const [width, height] = [Math.round(0.8 * (x2 - x1)), Math.round(0.8 * (y2 - y1))];
    const tight = sharp(portrait)
      .extract({ left, top, width, height })
      .resize(10 * width, 10 * height);
    const { data } = await readRgb(await tight.png().toBuffer());
    const layout = rgbLayout(10 * width, 10 * height);
    const frame = openFrame(data, layout);
    const scores = [];
    for (const percent of [0, 20, 50, 100]) {
      const margin = [percent, percent, percent, percent] as const;
      const [found] = await yunet().detect(frame, layout, 0.1, { margin });
      scores.push(found?.score ?? 0);
    }
    console.info(
      `a face larger than the frame, margins 0, 20, 50, 100 %: ${scores.map((s) => s.toFixed(2)).join(', ')}`,
    );
    expect(scores[0]).toBeLessThan(0.5);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(await yunet().detect(frame, layout, 0.5)).toEqual([]);
    const [found, ...others] = await yunet().detect(frame, layout, 0.5, { margin: [100, 100, 100, 100] });
    expect(others).toEqual([]);
    const back = (found?.points ?? []).map(({ x, y }) => ({ x: x / 10 + left, y: y / 10 + top }));
    const eyes = Math.hypot((back[0]?.x ?? 0) - (back[1]?.x ?? 0), (back[0]?.y ?? 0) - (back[1]?.y ?? 0));
    const off = farthest(face, back);
    console.info(`points ${off.toFixed(1)} px from those in the whole photo, eyes ${eyes.toFixed(0)} px apart`);
    // A margin that were not taken off again would be half of the frame, 36 px here.
    expect(off).toBeLessThan(8);
  });

  test('a lying photo of a person: its embedding is the upright one’s', async () => {
    const engine = await openFrameEngine(await sharedModels(), cpu);
    const photo = await readRgb(crowd.png);
    const layout = rgbLayout(photo.width, photo.height);
    const lying = { width: photo.height, height: photo.width, data: turnFrame(photo.data, layout, 270) };
    const { analysis } = taskWith();
    const straight = await engine.embedPhoto(photo, analysis);
    await expect(engine.embedPhoto(lying, analysis)).rejects.toMatchObject({ code: 'PHOTO_NO_FACE' });
    const found = await engine.embedPhoto(lying, taskWith({ detectorAngles: [...four] }).analysis);
    await engine.close();
    expect(found.faceCount).toBe(straight.faceCount);
    const cosine =
      found.embedding.reduce((sum, value, i) => sum + value * (straight.embedding[i] ?? 0), 0) /
      Math.hypot(...found.embedding) /
      Math.hypot(...straight.embedding);
    expect(cosine).toBeGreaterThan(0.999);
  });
});
