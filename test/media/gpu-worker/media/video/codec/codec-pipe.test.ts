import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openDecoder } from '../../../../../../gpu-worker/media/video/codec/codec-decode.ts';
import { openEncoder } from '../../../../../../gpu-worker/media/video/codec/codec-encode.ts';
import { runCommand, startChild } from '../../../../../../gpu-worker/media/video/codec/codec-process.ts';
import { probeVideo } from '../../../../../../gpu-worker/media/video/container/container-probe.ts';
import type { FrameLayout } from '../../../../../../gpu-worker/pixels/frame-layout.ts';
import { testPicture, useClips, x264 } from '../../../../../helpers/video/make-clip.ts';
import { pictureLimits } from '../../../../../helpers/video/round-trip.ts';

const layout: FrameLayout = {
  ...{ width: 1280, height: 720, fullRange: false },
  ...({ pixels: 'yuv420p', matrix: 'bt601', rotation: 0 } as const),
};

describe('the pipes to and from ffmpeg', () => {
  const room = useClips();
  const open = async (path: string, signal?: AbortSignal) => {
    const facts = await probeVideo(path, pictureLimits);
    return openDecoder({ ffmpeg: room.ffmpeg(), path, facts, limits: pictureLimits, signal });
  };
  const request = () => ({
    ffmpeg: room.ffmpeg(),
    path: room.file('out.mp4'),
    layout,
    colour: {},
    pixelAspect: { num: 1, den: 1 },
    framesPerS: 25,
    crf: 16,
    preset: 'ultrafast',
    provider: 'cpu' as const,
  });
  const children = async () => {
    const env = { PATH: process.env.PATH ?? '' };
    const { stdout } = await runCommand('ps', ['--ppid', String(process.pid), '-o', 'pid=,comm='], { env });
    return stdout.split('\n').filter((line) => line.includes('ffmpeg')).length;
  };

  it('hold the decoder back while nobody reads', async () => {
    const path = await room.make('long.mp4', [...testPicture('1280x720', 300), ...x264]);
    const decoder = await open(path);
    const slot = new Uint8Array(new SharedArrayBuffer(decoder.frameBytes));
    await decoder.read(slot);
    const before = process.memoryUsage().arrayBuffers;
    // Unhindered, ffmpeg would send some hundred megabytes meanwhile; the whole film has 415.
    await sleep(1500);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4e6);
    for (let frame = 1; frame < 300; frame++) expect(await decoder.read(slot)).toBe(true);
    expect(await decoder.read(slot)).toBe(false);
    expect(decoder.timestamps()).toHaveLength(300);
  });

  it('are closed by an abort, and the child is gone', async () => {
    const path = await room.make('long.mp4', [...testPicture('1280x720', 300), ...x264]);
    const abort = new AbortController();
    const decoder = await open(path, abort.signal);
    const encoder = await openEncoder({ ...request(), signal: abort.signal });
    const slot = new Uint8Array(decoder.frameBytes);
    await decoder.read(slot);
    await encoder.write(slot);
    expect(await children()).toBe(2);
    abort.abort(new Error('the lease is lost'));
    await expect(decoder.read(slot).then(() => decoder.read(slot))).rejects.toThrow('the lease is lost');
    await expect(encoder.write(slot)).rejects.toThrow('the lease is lost');
    await decoder.close();
    await encoder.close();
    expect(await children()).toBe(0);
  });

  it('are closed by close() in the middle of a film', async () => {
    const path = await room.make('long.mp4', [...testPicture('1280x720', 300), ...x264]);
    const decoder = await open(path);
    await decoder.read(new Uint8Array(decoder.frameBytes));
    await decoder.close();
    expect(await children()).toBe(0);
  });

  it('hold the writer back, and lose no frame', async () => {
    const encoder = await openEncoder({ ...request(), preset: 'medium' });
    const frame = new Uint8Array(1280 * 720 * 1.5);
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 40; count++) {
      // The memory is used again at once: what write() has returned from must have been taken.
      frame.fill(16 + count * 5, 0, 1280 * 720);
      frame.fill(128, 1280 * 720);
      await encoder.write(frame);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
    expect(await encoder.finish()).toEqual({ frames: 40 });
    const decoder = await open(room.file('out.mp4'));
    const slot = new Uint8Array(decoder.frameBytes);
    for (let count = 0; count < 40; count++) {
      await decoder.read(slot);
      expect(Math.abs((slot[640 * 360] ?? 0) - (16 + count * 5))).toBeLessThan(4);
    }
  });

  it('tell why the encoder failed', async () => {
    const opened = openEncoder({ ...request(), path: room.file('no-such-folder/out.mp4') });
    const writing = opened.then(async (encoder) => {
      for (;;) await encoder.write(new Uint8Array(1280 * 720 * 1.5));
    });
    await expect(writing).rejects.toMatchObject({ code: 'ENCODE_FAILED', message: expect.stringContaining('No such') });
  });

  it('never block a child that talks on stderr, and keep its last words only', async () => {
    const chatter = 'for (let i = 0; i < 200000; i++) console.error("line " + i); console.error("the end")';
    const env = { PATH: process.env.PATH ?? '' };
    const running = startChild(process.execPath, ['-e', chatter], { env, stdin: 'ignore', stdout: 'ignore' });
    expect(await running.ended).toEqual({ code: 0 });
    expect(running.lastWords()).toMatch(/the end$/);
    expect(running.lastWords().length).toBeLessThanOrEqual(4096);
  });

  it('hand no credentials to a child', () => {
    expect(Object.keys(room.ffmpeg().env).filter((name) => !['PATH', 'LD_LIBRARY_PATH'].includes(name))).toEqual([]);
  });
});
