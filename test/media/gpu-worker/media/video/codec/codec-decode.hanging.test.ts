import { expect, it } from 'vitest';
import { openDecoder } from '../../../../../../gpu-worker/media/video/codec/codec-decode.ts';
import { inputArgs } from '../../../../../../gpu-worker/media/video/codec/codec-input.ts';
import { probeVideo } from '../../../../../../gpu-worker/media/video/container/container-probe.ts';
import { testPicture, useClips, x264 } from '../../../../../helpers/video/make-clip.ts';
import { oddFfmpeg } from '../../../../../helpers/video/odd-ffmpeg.ts';
import { pictureLimits } from '../../../../../helpers/video/round-trip.ts';

const room = useClips();

async function sourceWith(odd: string) {
  const path = await room.make('hangs.mp4', [...testPicture('64x64', 5), ...x264]);
  const facts = await probeVideo(path, pictureLimits);
  return { ffmpeg: await oddFfmpeg(room.ffmpeg(), odd), path, facts, limits: pictureLimits, stallMs: 1500 };
}

it('a decoder that gives no next frame is ended, not waited for', async () => {
  const decoder = await openDecoder(await sourceWith('case "$*" in *rawvideo*) exec sleep 600;; esac'));
  const slot = new Uint8Array(decoder.frameBytes);
  await expect(decoder.read(slot)).rejects.toMatchObject({
    code: 'DECODE_FAILED',
    retryable: false,
    message: expect.stringMatching(/no frame for 1\.5 s after 0 frames/),
  });
});

it('a decoder that gives half a frame and stops is ended too', async () => {
  const source = await sourceWith('case "$*" in *rawvideo*) head -c 1000 /dev/zero; exec sleep 600;; esac');
  const decoder = await openDecoder(source);
  await expect(decoder.read(new Uint8Array(decoder.frameBytes))).rejects.toThrow(/no frame for 1\.5 s/);
});

it('frames whose times do not come are not waited for either', async () => {
  const source = await sourceWith('case "$*" in *rawvideo*) head -c 6144 /dev/zero; exec sleep 600;; esac');
  const decoder = await openDecoder(source);
  await expect(decoder.read(new Uint8Array(decoder.frameBytes))).rejects.toThrow(/no frame for 1\.5 s/);
});

it('a first look that hangs is ended as soon, and says so', async () => {
  const source = await sourceWith('case "$*" in *showinfo*) exec sleep 600;; esac');
  await expect(openDecoder(source)).rejects.toMatchObject({
    code: 'DECODE_FAILED',
    message: expect.stringMatching(/no frame for 1\.5 s/),
  });
});

it('a slow reader is no hanging decoder', async () => {
  const decoder = await openDecoder(await sourceWith(''));
  const slot = new Uint8Array(decoder.frameBytes);
  expect(await decoder.read(slot)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 1700));
  for (let frame = 1; frame < 5; frame += 1) expect(await decoder.read(slot)).toBe(true);
  expect(await decoder.read(slot)).toBe(false);
});

it('no single piece of memory that a file claims may be larger than a few of its pictures', async () => {
  const source = await sourceWith('');
  const args = inputArgs(source);
  expect(args[args.indexOf('-max_alloc') + 1]).toBe(String(8 * pictureLimits.maxPixels));
  const small = inputArgs({ ...source, limits: { maxSidePx: 64, maxPixels: 4096 } });
  expect(small[small.indexOf('-max_alloc') + 1]).toBe(String(256 * 1024 * 1024));
});
