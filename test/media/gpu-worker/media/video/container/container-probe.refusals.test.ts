import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { probeVideo } from '../../../../../../gpu-worker/media/video/container/container-probe.ts';
import { testPicture, useClips, x264 } from '../../../../../helpers/video/make-clip.ts';
import { decodeAll } from '../../../../../helpers/video/round-trip.ts';

const tone = ['-f', 'lavfi', '-i', 'sine=duration=1'];

describe('what is not plainly a video is refused', () => {
  const room = useClips();
  const refusal = async (path: string, code: string, message: RegExp) => {
    const outcome = expect(decodeAll(room, path)).rejects;
    await outcome.toMatchObject({ code, retryable: false, message: expect.stringMatching(message) });
  };
  const write = async (name: string, content: string | Uint8Array) => {
    await writeFile(room.file(name), content);
    return room.file(name);
  };
  const clip = () => room.make('clip.mp4', [...testPicture('320x180', 50), ...x264]);

  it('zero bytes, text and noise', async () => {
    await refusal(await write('zero.mp4', ''), 'SOURCE_UNREADABLE', /0 bytes/);
    await refusal(await write('text.mp4', 'This is a letter, not a film.\n'.repeat(50)), 'SOURCE_NOT_MEDIA', /none of/);
    await refusal(await write('noise.mp4', new Uint8Array(4096).fill(0xa5)), 'SOURCE_NOT_MEDIA', /none of/);
  });

  it('scripts that name other files and addresses, before anything is asked for', async () => {
    let asked = 0;
    const server = net.createServer((socket) => {
      asked++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // Its time of reading lies before its time of writing, so any reading of it would show.
    const secret = await write('secret.txt', 'a secret');
    await utimes(secret, new Date(1e12), new Date());
    const web = `http://127.0.0.1:${port}/secret`;
    const scripts = {
      'hls.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n${web}\n#EXTINF:5,\nfile:///etc/passwd\n#EXTINF:5,\nfile://${secret}\n#EXT-X-ENDLIST\n`,
      'dash.mp4': `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>${web}</BaseURL></Period></MPD>`,
      'concat.mp4': `ffconcat version 1.0\nfile '/etc/passwd'\nfile '${secret}'\nfile '${web}'\n`,
      'svg.mp4': `<svg xmlns="http://www.w3.org/2000/svg"><image href="${web}"/><image href="file:///etc/passwd"/><image href="file://${secret}"/></svg>`,
    };
    try {
      for (const [name, script] of Object.entries(scripts)) {
        await refusal(await write(name, script), 'SOURCE_NOT_MEDIA', /none of/);
      }
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect(asked).toBe(0);
    expect((await stat(secret)).atimeMs).toBe(1e12);
  });

  it('files that were cut short', async () => {
    const bytes = await readFile(await clip());
    await refusal(await write('half.mp4', bytes.subarray(0, bytes.length / 2)), 'SOURCE_UNREADABLE', /cut short/);
    const early = await readFile(
      await room.make('early.mp4', ['-i', room.file('clip.mp4'), '-c', 'copy', '-movflags', '+faststart']),
    );
    const shorter = early.subarray(0, early.length - 200);
    await refusal(await write('shorter.mp4', shorter), 'SOURCE_UNREADABLE', /cut short/);
    const mkv = await readFile(await room.make('clip.mkv', [...testPicture('320x180', 250), ...x264, '-g', '25']));
    await refusal(await write('half.mkv', mkv.subarray(0, mkv.length / 2)), 'SOURCE_UNREADABLE', /cut short/);
  });

  it('sound without a picture, and sound with a cover', async () => {
    await refusal(await room.make('sound.m4a', [...tone, '-c:a', 'aac']), 'SOURCE_NO_VIDEO', /no video track/);
    const cover = [...tone, ...testPicture('64x64', 1), '-map', '0', '-map', '1', '-c:a', 'aac', '-c:v', 'mjpeg'];
    const asCover = [...cover, '-disposition:v', 'attached_pic'];
    await refusal(await room.make('cover.m4a', asCover), 'SOURCE_NO_VIDEO', /cover art/);
    await refusal(await room.make('cover.mp4', cover), 'SOURCE_NO_VIDEO', /cover art/);
    await refusal(await room.make('cover.mkv', cover), 'SOURCE_NO_VIDEO', /cover art/);
  });

  it('sizes that are no sizes, or beyond the limits, whether the container or the pictures say so', async () => {
    const bytes = await readFile(await clip());
    const sizeAt = bytes.lastIndexOf('avc1', bytes.indexOf('avcC')) + 28;
    const claim = async (name: string, width: number, height: number) => {
      const lying = Buffer.from(bytes);
      lying.writeUInt16BE(width, sizeAt);
      lying.writeUInt16BE(height, sizeAt + 2);
      return write(name, lying);
    };
    await refusal(await claim('huge.mp4', 20_000, 20_000), 'SOURCE_TOO_LARGE', /20000×20000/);
    await refusal(await claim('none.mp4', 0, 0), 'SOURCE_UNREADABLE', /0×0/);
    await expect(probeVideo(room.file('clip.mp4'), { maxSidePx: 300, maxPixels: 1e6 })).rejects.toMatchObject({
      code: 'SOURCE_TOO_LARGE',
    });
  });

  it('tables that claim more samples than the file holds', async () => {
    const bytes = await readFile(await clip());
    for (const [table, at] of Object.entries({ stsz: 12, stts: 12, ctts: 12 })) {
      const lying = Buffer.from(bytes);
      lying.writeUInt32BE(0xfffffff0, lying.indexOf(table) + at);
      await refusal(await write(`${table}.mp4`, lying), 'SOURCE_UNREADABLE', /more than it can hold/);
    }
  });

  it('more than 8 bits, HDR, RGB and alpha', async () => {
    const x264In = (pixels: string) => ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', pixels];
    const ten = [...testPicture('64x64', 3), ...x264In('yuv420p10le')];
    await refusal(await room.make('ten.mp4', ten), 'SOURCE_UNSUPPORTED', /8 bits/);
    const pq = ['-vf', 'setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc'];
    const hdr = [...testPicture('64x64', 3), ...pq, ...x264In('yuv420p')];
    await refusal(await room.make('hdr.mp4', hdr), 'SOURCE_UNSUPPORTED', /HDR/);
    const rgb = [...testPicture('64x64', 3), '-c:v', 'libx264rgb', '-preset', 'ultrafast'];
    await refusal(await room.make('rgb.mp4', rgb), 'SOURCE_UNSUPPORTED', /RGB/);
    const glass = ['-f', 'lavfi', '-i', 'color=red@0.5:size=64x64:duration=0.2,format=yuva420p'];
    const alpha = [...glass, '-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p'];
    await refusal(await room.make('alpha.webm', alpha), 'SOURCE_UNSUPPORTED', /alpha/);
  });

  it('codecs that are not on the list', async () => {
    const old = [...testPicture('64x64', 3), '-c:v', 'mpeg4'];
    await refusal(await room.make('old.mp4', old), 'SOURCE_UNSUPPORTED', /"mp4v"/);
  });

  it('pictures that no decoder understands', async () => {
    const bytes = await readFile(await clip());
    const start = bytes.indexOf('mdat') + 4;
    bytes.fill(0, start, start + bytes.readUInt32BE(start - 8) - 8);
    await refusal(await write('garbage.mp4', bytes), 'DECODE_FAILED', /not one frame/);
  });

  it('pictures that change their size midway', async () => {
    const large = await readFile(await room.make('large.ts', [...testPicture('320x180', 10), ...x264]));
    const later = [...testPicture('160x90', 10), ...x264, '-output_ts_offset', '0.4'];
    const small = await readFile(await room.make('small.ts', later));
    await refusal(await write('both.ts', Buffer.concat([large, small])), 'SOURCE_UNSUPPORTED', /midway/);
  });

  it('but a little damage inside is survived, and named', async () => {
    const bytes = await readFile(await clip());
    const middle = bytes.indexOf('mdat') + Math.floor(bytes.readUInt32BE(bytes.indexOf('mdat') - 4) / 2);
    bytes.fill(0xff, middle, middle + 3000);
    const decoded = await decodeAll(room, await write('scratched.mp4', bytes));
    expect(decoded.hashes.length).toBeGreaterThan(40);
    expect(decoded.notes.join()).toContain('reported damage');
  });

  it('but frames closer together than their clock tells apart are no damage', async () => {
    const fast = ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=1500:duration=0.02', ...x264];
    const decoded = await decodeAll(room, await room.make('fast.mkv', fast));
    expect(new Set(decoded.times).size).toBeLessThan(30);
    expect(decoded).toMatchObject({ hashes: { length: 30 }, notes: [] });
  });
});
