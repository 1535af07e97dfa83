import { chmod, readFile, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FrameLayout, frameBytes } from '../../../gpu-worker/face/frame-layout.ts';
import { type EncodeRequest, openEncoder } from '../../../gpu-worker/video/codec-encode.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const picture = { width: 64, height: 36, matrix: 'bt601', fullRange: false, rotation: 0 } as const;

/** An ffmpeg that writes down how it was called, and has or has not a card to encode with. */
async function fakeFfmpeg(hasCard: boolean) {
  const program = path.join(await temporaryFolder(), 'ffmpeg');
  const tryOut = `case "$*" in *lavfi*) exit ${hasCard ? 0 : 1};; esac`;
  await writeFile(program, `#!/bin/sh\necho "$*" >> "$0.calls"\n${tryOut}\ncat > "$0.frames"\n`);
  await chmod(program, 0o755);
  const ffmpeg = { path: program, version: '7.1', major: 7, minor: 1, env: { PATH: process.env.PATH ?? '' } };
  const encode = async (wish: Pick<EncodeRequest, 'provider'> & { crf?: number; pixels?: FrameLayout['pixels'] }) => {
    const { crf = 16, pixels = 'yuv420p', provider } = wish;
    const layout: FrameLayout = { ...picture, pixels };
    const file = { path: `${program}.mp4`, colour: {}, pixelAspect: { num: 1, den: 1 }, framesPerS: 25 };
    const encoder = await openEncoder({ ffmpeg, layout, ...file, crf, preset: 'veryfast', provider });
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
