import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../../contract/report.ts';
import { useClips, x264 } from '../../../helpers/video/make-clip.ts';
import { decodeAll } from '../../../helpers/video/round-trip.ts';
import { openRig, type Rig, type RigRequest } from '../../../helpers/workers/local-rig.ts';

const clips = useClips();
const exact = { swapper: 'none', transcode: true, crf: 0, encoderPreset: 'ultrafast' } as const;
const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25:duration=4'];
/** Noise: no two packets of it are the same. */
const sound = ['-f', 'lavfi', '-i', 'anoisesrc=duration=4:seed=7:sample_rate=44100', '-c:a', 'aac', '-b:a', '64k'];
let rig: Rig;

beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.close());

const run = async (file: string, options: RigRequest['options']): Promise<Report> =>
  rig.run({ target: await readFile(clips.file(file)), file, options: { ...exact, ...options } });

/** Time and hash of every sound packet of a file, by ffmpeg. */
async function soundOf(file: string): Promise<{ readonly timeS: number; readonly hash: string }[]> {
  // A transport stream's packets have a header each, which an mp4's have not.
  const bare = file.endsWith('.ts') ? ['-bsf:a', 'aac_adtstoasc'] : [];
  const args = ['-i', file, '-map', '0:a', '-c', 'copy', ...bare, '-copyts', '-f', 'framemd5', '-'];
  const lines = (await clips.output(args)).toString().split('\n');
  const rate = Number(/#tb 0: 1\/(\d+)/.exec(lines.join('\n'))?.[1]);
  return lines.flatMap((line) => {
    const [stream, , pts, , , hash] = line.split(',').map((part) => part.trim());
    return stream === '0' && hash !== undefined ? [{ timeS: Number(pts) / rate, hash }] : [];
  });
}

describe('a task for a piece of a video', () => {
  test.each([
    ['mp4', [...x264, '-g', '25'], []],
    ['mkv', [...x264, '-g', '25', '-muxdelay', '0'], []],
    ['ts', [...x264, '-g', '25'], []],
    ['mov', [...x264, '-g', '25', '-vf', "select='lt(mod(n,7),5)'", '-vsync', 'vfr'], []],
  ])('makes its frames and its sound, in step, from 0 on: %s', async (kind, coding) => {
    const source = await clips.make(`source.${kind}`, [...picture, ...sound, ...coding]);
    const whole = await decodeAll(clips, source);
    const first = whole.times.findIndex((time) => time >= 1.3);
    const end = whole.times.findIndex((time) => time >= 2.7);
    const [fromS = 0, toS = 0] = [whole.times[first], whole.times[end]];

    const report = await run(`source.${kind}`, { from: fromS, to: toS });
    expect(report.error).toBeUndefined();
    const output = await rig.output(report, 'video.mp4');
    const piece = await decodeAll(clips, output);
    expect(piece.hashes).toEqual(whole.hashes.slice(first, end));
    const expectedTimes = whole.times.slice(first, end).map((time) => time - fromS);
    for (const [at, time] of piece.times.entries()) expect(time).toBeCloseTo(expectedTimes[at] ?? Number.NaN, 5);
    expect(report.result?.media).toMatchObject({ frames: end - first, audioTracks: 1 });
    expect(report.result?.media.piece?.fromS).toBeCloseTo(fromS, 5);
    expect(report.result?.media.piece?.toS).toBeCloseTo(toS, 5);
    expect(report.task?.piece).toEqual({ fromS, toS });
    expect(report.result?.notes.join(' ')).toMatch(/Only a piece of the source was worked on: \d+ frames from 1\.[34]/);

    const [before, after] = [await soundOf(source), await soundOf(output)];
    const shiftS = whole.facts.startS + fromS;
    const place = (hash: string | undefined): number => before.findIndex((packet) => packet.hash === hash);
    const begin = place(after[0]?.hash);
    expect(begin).toBeGreaterThan(0);
    // Every packet of the time, in order, each as far from its picture as in the source.
    expect(after.map(({ hash }) => hash)).toEqual(before.slice(begin, begin + after.length).map(({ hash }) => hash));
    for (const [at, { timeS }] of after.entries()) {
      expect(timeS).toBeCloseTo((before[begin + at]?.timeS ?? Number.NaN) - shiftS, 2);
    }
    const packetS = 1024 / 44_100;
    expect(after[0]?.timeS).toBeGreaterThan(-packetS - 0.002);
    expect(after[0]?.timeS).toBeLessThanOrEqual(0.002);
    expect(after.at(-1)?.timeS).toBeGreaterThan(toS - fromS - packetS - 0.002);
    expect(after.at(-1)?.timeS).toBeLessThan(toS - fromS);
  });

  test('has the sound of its time where the source was cut within a frame', async () => {
    const base = await clips.make('base.mp4', [...picture, ...sound, ...x264, '-g', '25']);
    const cut = await clips.make('cut.mp4', ['-ss', '1.3', '-i', base, '-c', 'copy']);
    const wholeSound = await soundOf(cut);
    const whole = await decodeAll(clips, cut);
    for (const [from, to] of [
      [0.2, 0.351],
      [0.1, 0.3],
      [1, 2],
    ] as const) {
      const report = await run('cut.mp4', { from, to });
      expect(report.error, `${from}–${to}`).toBeUndefined();
      const { fromS = 0, toS = 0 } = report.result?.media.piece ?? {};
      const output = await rig.output(report, 'video.mp4');
      const { hashes } = await decodeAll(clips, output);
      const first = whole.times.findIndex((time) => Math.abs(time - fromS) < 1e-4);
      expect(hashes).toEqual(whole.hashes.slice(first, first + hashes.length));
      expect(toS - fromS).toBeCloseTo(hashes.length / 25, 5);
      // As in the result of the whole: what is heard from its first frame's start to its last one's end.
      const heard = wholeSound.filter(({ timeS }) => timeS + 1024 / 44_100 > fromS + 1e-4 && timeS < toS - 1e-4);
      const found = await soundOf(output);
      expect(found.map(({ hash }) => hash)).toEqual(heard.map(({ hash }) => hash));
      for (const [at, { timeS }] of found.entries()) expect(timeS).toBeCloseTo((heard[at]?.timeS ?? 9) - fromS, 2);
    }
  });

  test('keeps the rotation, and takes so many frames as are asked for', async () => {
    const plain = await clips.make('plain.mp4', [...picture, ...x264, '-g', '25']);
    await clips
      .make('turned.mp4', ['-display_rotation', '-90', '-i', plain, '-c', 'copy'])
      .catch(() => clips.make('turned.mp4', ['-i', plain, '-c', 'copy', '-metadata:s:v:0', 'rotate=270']));
    const whole = await decodeAll(clips, clips.file('turned.mp4'));
    expect(whole.layout.rotation).not.toBe(0);
    const report = await run('turned.mp4', { from: 2, frames: 7 });
    const piece = await decodeAll(clips, await rig.output(report, 'video.mp4'));
    expect(piece.hashes).toEqual(whole.hashes.slice(50, 57));
    expect(piece.layout.rotation).toBe(whole.layout.rotation);
    expect(report.result?.media).toMatchObject({ width: 90, height: 160, frames: 7, durationS: expect.closeTo(0.28) });
  });

  test('leaves out sound that is over before it, and says so', async () => {
    await clips.make('early.mp4', [...picture, ...sound, '-af', 'atrim=end=1', ...x264]);
    const report = await run('early.mp4', { from: 3 });
    expect(report.result?.media).toMatchObject({ frames: 25, audioTracks: 0 });
    expect(report.result?.notes).toContain('Audio track 1 is silent in this piece and is left out.');
  });

  test('is refused before any model is looked for where it lies beyond the end', async () => {
    await clips.make('short.mp4', [...picture, ...x264]);
    const missing = { swapper: 'simswap_256', transcode: false } as const;
    const refused = await run('short.mp4', { from: 4.5, ...missing });
    expect(refused.error).toMatchObject({ code: 'PIECE_OUTSIDE', retryable: false });
    expect(refused.error?.message).toBe('The source ends at 4.000 s; a piece from 4.500 s on lies beyond its end.');
    expect((await run('short.mp4', missing)).error?.code).not.toBe('PIECE_OUTSIDE');
  });

  test('is for a video only', async () => {
    await clips.make('picture.png', [...picture, '-frames:v', '1']);
    const target = await readFile(clips.file('picture.png'));
    const key = 'images/input/u1/202504051423/picture.png';
    const report = await rig.run({ target, key, options: { ...exact, from: 1 } });
    expect(report.error).toMatchObject({ code: 'METADATA_INVALID', message: expect.stringContaining('is an image') });
  });
});
