import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDecoder } from '../../../../../../gpu-worker/media/video/codec/codec-decode.ts';
import { type DecodeSource, inputArgs } from '../../../../../../gpu-worker/media/video/codec/codec-input.ts';
import { runCommand } from '../../../../../../gpu-worker/media/video/codec/codec-process.ts';
import { probeVideo } from '../../../../../../gpu-worker/media/video/container/container-probe.ts';
import type { VideoFacts } from '../../../../../../gpu-worker/media/video/video-facts.ts';
import { testPicture, useClips, x264 } from '../../../../../helpers/video/make-clip.ts';
import { pictureLimits } from '../../../../../helpers/video/round-trip.ts';

/** What the probe says of an honest mp4; here it is said of files that the probe would never let through. */
let facts: VideoFacts;
let playlist = '';
let asked = 0;
const room = useClips();
const server = net.createServer((socket) => {
  asked++;
  socket.destroy();
});

beforeAll(async () => {
  facts = await probeVideo(await room.make('honest.mp4', [...testPicture('320x180', 3), ...x264]), pictureLimits);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const web = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/a.ts`;
  playlist = room.file('list.m3u8');
  await writeFile(playlist, `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n${web}\n#EXT-X-ENDLIST\n`);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const sourceOf = (path: string, more: Partial<DecodeSource> = {}): DecodeSource => {
  return { ffmpeg: room.ffmpeg(), path, facts, limits: pictureLimits, ...more };
};

/** Opens a file with all the barriers but some, each an option and its value; gives ffmpeg's words. */
async function openWithout(path: string, ...options: readonly string[]): Promise<string> {
  const args = inputArgs(sourceOf(path));
  for (const option of options) {
    const at = args.indexOf(option);
    expect(at, option).toBeGreaterThanOrEqual(0);
    // ffmpeg itself bars a local file from the network; only other words open that.
    if (option === '-protocol_whitelist') args[at + 1] = 'file,http,tcp';
    else args.splice(at, 2);
  }
  const { ffmpeg } = sourceOf(path);
  const all = [...args, '-frames:v', '1', '-f', 'null', '-'];
  const { code, stderr } = await runCommand(ffmpeg.path, all, { env: ffmpeg.env, timeoutMs: 30_000 });
  expect(code).not.toBe(0);
  return stderr;
}

describe("ffmpeg's own barriers, behind a probe that was deceived", () => {
  it('decode what the probe saw', async () => {
    const decoder = await openDecoder(sourceOf(room.file('honest.mp4')));
    expect(await decoder.read(new Uint8Array(decoder.frameBytes))).toBe(true);
    await decoder.close();
  });

  it('refuse a playlist, and each of them would do so alone', async () => {
    const opening = openDecoder(sourceOf(playlist));
    await expect(opening).rejects.toMatchObject({ code: 'DECODE_FAILED', retryable: false });
    expect(await openWithout(playlist, '-f')).toContain("Format not on whitelist 'mov'");
    expect(await openWithout(playlist, '-f', '-format_whitelist')).toMatch(/'http' not on whitelist 'file,pipe'/);
    expect(await openWithout(playlist, '-format_whitelist')).not.toMatch(/whitelist/);
    expect(asked).toBe(0);
    // Without any of them the address is asked: the server above would have noticed.
    await openWithout(playlist, '-f', '-format_whitelist', '-protocol_whitelist');
    expect(asked).toBeGreaterThan(0);
  });

  it('refuse another container, and a codec that is not on the list', async () => {
    const mkv = await room.make('other.mkv', [...testPicture('320x180', 3), ...x264]);
    await expect(openDecoder(sourceOf(mkv))).rejects.toMatchObject({ code: 'DECODE_FAILED', retryable: false });
    const old = await room.make('old.mp4', [...testPicture('320x180', 3), '-c:v', 'mpeg4']);
    await expect(openDecoder(sourceOf(old))).rejects.toMatchObject({ code: 'DECODE_FAILED', retryable: false });
    expect(await openWithout(old)).toMatch(/Codec \(mpeg4\) not on whitelist/);
  });

  it('refuse pictures that are larger than the container says', async () => {
    const opening = openDecoder(sourceOf(room.file('honest.mp4'), { limits: { maxSidePx: 100, maxPixels: 1000 } }));
    await expect(opening).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE', retryable: false });
  });
});
