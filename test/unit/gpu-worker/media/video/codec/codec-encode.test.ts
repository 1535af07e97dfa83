import { chmod, readFile, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EncodeRequest, openEncoder } from '../../../../../../gpu-worker/media/video/codec/codec-encode.ts';
import type { Ffmpeg } from '../../../../../../gpu-worker/media/video/codec/codec-process.ts';
import { type FrameLayout, frameBytes } from '../../../../../../gpu-worker/pixels/frame-layout.ts';
import { temporaryFolder } from '../../../../../helpers/files/temporary-folder.ts';

const picture = { width: 64, height: 36, matrix: 'bt601', fullRange: false, rotation: 0 } as const;

/** A shell script in the place of ffmpeg. */
async function scriptedFfmpeg(...lines: readonly string[]): Promise<Ffmpeg> {
  const program = path.join(await temporaryFolder(), 'ffmpeg');
  await writeFile(program, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(program, 0o755);
  return { path: program, version: '7.1', major: 7, minor: 1, env: { PATH: process.env.PATH ?? '' } };
}

const common = { colour: {}, pixelAspect: { num: 1, den: 1 }, framesPerS: 25, preset: 'veryfast' };

/** An encoder that takes its one frame, and ends with these words and this exit code. */
async function endingEncoder(words: string, code: number) {
  const ffmpeg = await scriptedFfmpeg('cat > /dev/null', `echo "${words}" >&2`, `exit ${code}`);
  const layout: FrameLayout = { ...picture, pixels: 'yuv420p' };
  const encoder = await openEncoder({ ...common, ffmpeg, layout, path: 'x.mp4', crf: 16, provider: 'cpu' });
  await encoder.write(new Uint8Array(frameBytes(layout)));
  return encoder;
}

/** An ffmpeg that writes down how it was called, and has or has not a card to encode with. */
async function fakeFfmpeg(hasCard: boolean) {
  const tryOut = `case "$*" in *lavfi*) exit ${hasCard ? 0 : 1};; esac`;
  const ffmpeg = await scriptedFfmpeg('echo "$*" >> "$0.calls"', tryOut, 'cat > "$0.frames"');
  const program = ffmpeg.path;
  const encode = async (wish: Pick<EncodeRequest, 'provider'> & { crf?: number; pixels?: FrameLayout['pixels'] }) => {
    const { crf = 16, pixels = 'yuv420p', provider } = wish;
    const layout: FrameLayout = { ...picture, pixels };
    const encoder = await openEncoder({ ...common, ffmpeg, layout, path: `${program}.mp4`, crf, provider });
    await encoder.write(new Uint8Array(frameBytes(layout)));
    expect(await encoder.finish()).toEqual({ frames: 1 });
    expect(await readFile(`${program}.frames`)).toHaveLength(frameBytes(layout));
    return encoder.name;
  };
  const calls = async () => (await readFile(`${program}.calls`, 'utf8')).trim().split('\n');
  return { encode, calls };
}

describe.skipIf(platform() === 'win32')('the encoder', () => {
  it('is NVENC with CUDA where it really encodes, tried once, with crf as its quality', async () => {
    const { encode, calls } = await fakeFfmpeg(true);
    expect(await encode({ provider: 'cuda' })).toBe('h264_nvenc');
    expect(await encode({ provider: 'cuda', crf: 23 })).toBe('h264_nvenc');
    const [attempt, first, second, ...more] = await calls();
    expect(attempt).toMatch(/lavfi .*-c:v h264_nvenc -f null -$/);
    expect(first).toMatch(/-c:v h264_nvenc .*-cq 16 /);
    expect(second).toMatch(/-c:v h264_nvenc .*-cq 23 /);
    expect(more).toEqual([]);
  });

  it('is libx264 with CUDA where NVENC is in the build and no card is there', async () => {
    const { encode, calls } = await fakeFfmpeg(false);
    expect(await encode({ provider: 'cuda' })).toBe('libx264');
    expect((await calls())[1]).toMatch(/-c:v libx264 -preset veryfast -crf 16 /);
  });

  it.each([
    ['on the CPU', { provider: 'cpu' }],
    ['without loss', { provider: 'cuda', crf: 0 }],
    ['of 4:2:2', { provider: 'cuda', pixels: 'yuv422p' }],
    ['of 4:4:4', { provider: 'cuda', pixels: 'yuv444p' }],
  ] as const)('is libx264 %s, and no card is asked for', async (_what, wish) => {
    const { encode, calls } = await fakeFfmpeg(true);
    expect(await encode(wish)).toBe('libx264');
    const [first, ...more] = await calls();
    expect(first).toContain(`-c:v libx264 -preset veryfast -crf ${'crf' in wish ? wish.crf : 16} `);
    expect(more).toEqual([]);
  });
});

describe.skipIf(platform() === 'win32')('an encoder that fills the disk', () => {
  const full = 'Error writing trailer of file:x.mp4: No space left on device';

  it.each([
    ['says so and ends with 0, as ffmpeg 5 does', full, 0],
    ['says so and ends with 228, as ffmpeg 6 does', 'av_interleaved_write_frame(): No space left on device', 228],
    ['is over its quota', 'Error closing file x.mp4: Disk quota exceeded', 0],
  ])('that %s: another attempt may help', async (_what, words, code) => {
    const { finish } = await endingEncoder(words, code);
    await expect(finish()).rejects.toMatchObject({ code: 'SCRATCH_FULL', retryable: true });
  });

  it.each([
    ['ends with 0 but could not finish its file', 'Error writing trailer of file:x.mp4: Input/output error', 0],
    ['ends with 1', 'Out of memory', 1],
  ])('but one that %s has failed for good', async (_what, words, code) => {
    const { finish } = await endingEncoder(words, code);
    await expect(finish()).rejects.toMatchObject({
      code: 'ENCODE_FAILED',
      retryable: false,
      message: expect.stringContaining(words),
    });
  });

  it('and one that only warns has done its work', async () => {
    const { finish } = await endingEncoder('[libx264] a warning', 0);
    expect(await finish()).toEqual({ frames: 1 });
  });
});
