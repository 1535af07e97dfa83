import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrame } from '../../../../helpers/media/pixels.ts';
import { sharedFile } from '../../../../helpers/media/shared.ts';
import { useClips, x264 } from '../../../../helpers/video/make-clip.ts';
import { bytesOf, openRig, type Rig } from '../../../../helpers/workers/local-rig.ts';

const isRed = ([r = 0, g = 0, b = 0]: readonly number[]): boolean => r > 180 && g < 90 && b < 90;

describe('debug marks', () => {
  const clips = useClips();
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig({ models: sharedFile('models') });
  });
  afterAll(() => rig.close());

  test('every frame of a tracked swap carries box, mask and track, and the rest of it as without them', async () => {
    const photo = await readFile(sharedFile('photos/source_astronaut.jpg'));
    const clip = await clips.make('d.mp4', [
      ...['-i', sharedFile('clips/d_astronaut_720p_5s_audio.mp4'), '-frames:v', '3', '-an'],
      ...x264,
    ]);
    const target = await bytesOf(clip);
    const shared = { tracks: true, landmarker: 'fan_68_5', crf: 0, encoderPreset: 'ultrafast' } as const;
    const run = (more: { debug?: true }) =>
      rig.run({ target, file: 'd.mp4', photos: [photo], options: { ...shared, ...more } });
    const [plain, marked] = [await run({}), await run({ debug: true })];
    expect(marked.error).toBeUndefined();
    expect(marked.taskId).not.toBe(plain.taskId);
    expect(plain.task?.processors.map(({ name }) => name)).toEqual(['swap']);
    expect(marked.result?.faces).toEqual(plain.result?.faces);
    expect(marked.result?.notes).toContainEqual(expect.stringMatching(/carries debug marks/));
    for (const frame of [0, 2]) {
      const before = await decodeFrame(await rig.output(plain, 'video.mp4'), frame, 'rgb24');
      const after = await decodeFrame(await rig.output(marked, 'video.mp4'), frame, 'rgb24');
      let [changed, red] = [0, 0];
      for (let i = 0; i < before.length; i += 3) {
        const pixel = after.subarray(i, i + 3);
        if (pixel.some((value, c) => Math.abs(value - (before[i + c] ?? 0)) > 8)) {
          changed += 1;
          if (isRed(Array.from(pixel))) red += 1;
        }
      }
      // Lines of three pixels about a face of some 250 by 330, its mask, its points and a few words.
      expect(red).toBeGreaterThan(1000);
      expect(changed).toBeGreaterThan(red + 1000);
      expect(changed).toBeLessThan(0.05 * (before.length / 3));
    }
  });
});
