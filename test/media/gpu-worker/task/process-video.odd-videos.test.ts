import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../../../contract/limits.ts';
import { probeVideo } from '../../../../gpu-worker/media/video/container/container-probe.ts';
import { demoInputs } from '../../../helpers/media/demo-inputs.ts';
import { useClips, x264 } from '../../../helpers/video/make-clip.ts';
import { openRig, type Rig } from '../../../helpers/workers/local-rig.ts';

const clips = useClips();
let rig: Rig;
let demo: { clip: string; photo: string };
let photo: Uint8Array;

beforeAll(async () => {
  demo = await demoInputs();
  photo = await readFile(demo.photo);
  rig = await openRig();
});
afterAll(() => rig.close());

const half = ['-vf', 'scale=640:360'];
const short = ['-frames:v', '12'];
/** Cut by frames, not by time: the sound is cut with it. */
const picturesOf = (...args: readonly string[]) => ['-i', demo.clip, ...args];

const makers: readonly (readonly [string, string, () => readonly string[]])[] = [
  ['one frame', 'one.mp4', () => picturesOf('-an', ...half, '-frames:v', '1', ...x264)],
  [
    'an odd size, 4:2:0',
    'odd.webm',
    () => picturesOf('-an', '-vf', 'scale=853:479', ...short, '-c:v', 'libvpx', '-deadline', 'realtime'),
  ],
  [
    'variable frame rate',
    'vfr.mp4',
    () =>
      picturesOf('-an', '-vf', "scale=640:360,select='not(between(n,3,30))'", '-fps_mode', 'vfr', ...short, ...x264),
  ],
  ['sound longer than the picture', 'long.mp4', () => picturesOf(...half, ...short, ...x264, '-c:a', 'copy')],
  [
    'two audio tracks',
    'two.mp4',
    () =>
      picturesOf(...half, ...short, '-map', '0:v', '-map', '0:a', '-map', '0:a', ...x264, '-c:a', 'copy', '-t', '1'),
  ],
  [
    'full range',
    'full.mp4',
    () => picturesOf('-an', '-vf', 'scale=640:360:out_range=pc', ...short, '-color_range', 'pc', ...x264),
  ],
  [
    '4:2:2',
    '422.mp4',
    () => picturesOf('-an', ...half, ...short, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv422p'),
  ],
  [
    '4:4:4',
    '444.mp4',
    () => picturesOf('-an', ...half, ...short, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'),
  ],
];

describe('odd videos that must succeed', () => {
  it.each(makers)('%s', async (_what, file, args) => {
    const source = await clips.make(file, args());
    const report = await rig.run({ target: await readFile(source), file, photos: [photo] });
    expect(report.error).toBeUndefined();
    expect(report.outcome).toBe('done');
    const result = report.result;
    expect(result?.faces.changed.swap).toBeGreaterThanOrEqual(result?.media.frames ?? 1);

    const [before, after] = [source, await rig.output(report, 'video.mp4')];
    const limits = defaultLimits;
    const [wanted, found] = [await probeVideo(before, limits), await probeVideo(after, limits)];
    expect(found.timestamps.length).toBe(wanted.timestamps.length);
    for (const [index, time] of wanted.timestamps.entries()) expect(found.timestamps[index]).toBeCloseTo(time, 3);
    expect(found.audio.map(({ packets }) => packets)).toEqual(wanted.audio.map(({ packets }) => packets));
    if (file === 'odd.webm') {
      expect([found.width, found.height]).toEqual([854, 480]);
      expect(result?.notes.join(' ')).toMatch(/odd|replicated|extended/);
    } else expect([found.width, found.height]).toEqual([wanted.width, wanted.height]);
    if (file === 'full.mp4') expect(found.colour.fullRange).toBe(true);
  });

  it('a rotated video: faces are found upright, and a player still turns it', async () => {
    // Stored lying on its side, with the flag that makes it upright: what a phone writes.
    const lying = await clips.make(
      'lying.mp4',
      picturesOf('-an', '-vf', 'scale=640:360,transpose=2', ...short, ...x264),
    );
    const source = await clips.make('rotated.mp4', ['-display_rotation', '-90', '-i', lying, '-c', 'copy']).catch(
      // ffmpeg 5 knows the flag under another name, and counts the other way round.
      () => clips.make('rotated.mp4', ['-i', lying, '-c', 'copy', '-metadata:s:v:0', 'rotate=270']),
    );
    const wanted = await probeVideo(source, defaultLimits);
    expect(wanted.rotation).toBe(90);
    const report = await rig.run({ target: await readFile(source), file: 'rotated.mp4', photos: [photo] });
    expect(report.outcome).toBe('done');
    expect(report.result?.faces.changed.swap).toBeGreaterThanOrEqual(24);
    expect(report.result?.media).toMatchObject({ width: 640, height: 360, rotation: 90 });
    expect((await probeVideo(await rig.output(report, 'video.mp4'), defaultLimits)).rotation).toBe(90);
    // A player's picture: upright, so wide.
    const upright = await clips.output([
      '-i',
      await rig.output(report, 'video.mp4'),
      '-frames:v',
      '1',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'gray',
      '-',
    ]);
    expect(upright.length).toBe(640 * 360);
  });

  it.each(['my holiday clip.mp4', 'a+b & c.mp4', 'Größe 猫 👋.mp4', '100%2Fsafe%20.mp4'])(
    'a key with a file called %s',
    async (name) => {
      const source = await clips.make('key.mp4', picturesOf('-an', ...half, '-frames:v', '2', ...x264));
      const report = await rig.run({ target: await readFile(source), file: name, photos: [photo] });
      expect(report).toMatchObject({ outcome: 'done', source: { key: `videos/input/u1/202504051423/${name}` } });
      expect(report.output.prefix).toMatch(/^videos\/output\/u1\/202504051423\/[A-Za-z0-9._-]+\/[0-9a-f]{32}\/$/);
    },
  );
});
