import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoInputs } from '../../../helpers/media/demo-inputs.ts';
import { useClips, x264 } from '../../../helpers/video/make-clip.ts';
import { openRig, type Rig, type RigRequest } from '../../../helpers/workers/local-rig.ts';

const clips = useClips();
const text = (content: string): Uint8Array => Buffer.from(content);
let rig: Rig;
let clip: Uint8Array;
let photo: Uint8Array;
let server: Server;
let address = '';
const requests: string[] = [];

beforeAll(async () => {
  const demo = await demoInputs();
  photo = await readFile(demo.photo);
  clip = await readFile(
    await clips.make('ok.mp4', ['-i', demo.clip, '-an', '-vf', 'scale=640:360', '-frames:v', '3', ...x264]),
  );
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
  rig = await openRig();
});
afterAll(async () => {
  await rig.close();
  server.close();
});

async function codeOf(request: RigRequest): Promise<string | undefined> {
  const report = await rig.run({ photos: [photo], ...request });
  expect(report.outcome).not.toBe('done');
  expect(report.attempts).toBeLessThanOrEqual(1);
  expect(report.error?.retryable).toBe(false);
  expect(report.error?.message.length).toBeGreaterThan(20);
  expect(report.error?.advice.length).toBeGreaterThan(10);
  return report.error?.code;
}

describe('sources that must be refused', () => {
  it.each([
    ['zero bytes', () => new Uint8Array(0), 'SOURCE_UNREADABLE'],
    ['a truncated mp4', () => clip.subarray(0, Math.floor(clip.length * 0.6)), 'SOURCE_UNREADABLE'],
    ['text', () => text('just some words, not a film'), 'SOURCE_NOT_MEDIA'],
    [
      'an HLS playlist',
      () => text(`#EXTM3U\n#EXTINF:1,\n${address}/a.ts\n#EXTINF:1,\nfile:///etc/passwd\n`),
      'SOURCE_NOT_MEDIA',
    ],
    [
      'a DASH manifest',
      () => text(`<?xml version="1.0"?><MPD><BaseURL>${address}/</BaseURL></MPD>`),
      'SOURCE_NOT_MEDIA',
    ],
    ['a concat script', () => text('ffconcat version 1.0\nfile /etc/passwd\n'), 'SOURCE_NOT_MEDIA'],
    [
      'an SVG',
      () => text(`<svg xmlns="http://www.w3.org/2000/svg"><image href="${address}/x.png"/></svg>`),
      'SOURCE_NOT_MEDIA',
    ],
    ['a photo called .mp4', () => photo, 'SOURCE_NOT_MEDIA'],
  ])('%s', async (_what, target, code) => {
    expect(await codeOf({ target: target() })).toBe(code);
    expect(requests).toEqual([]);
  });

  it('a file without a video stream, and one with cover art only', async () => {
    const tone = ['-f', 'lavfi', '-i', 'sine=duration=1'];
    const sound = await clips.make('sound.mp4', [...tone, '-c:a', 'aac']);
    expect(await codeOf({ target: await readFile(sound) })).toBe('SOURCE_NO_VIDEO');
    const cover = await clips.make('cover.mp4', [
      ...tone,
      ...['-f', 'lavfi', '-i', 'testsrc=size=64x64'],
      ...['-frames:v', '1', '-c:v', 'mjpeg', '-disposition:v', 'attached_pic', '-c:a', 'aac'],
    ]);
    expect(await codeOf({ target: await readFile(cover) })).toBe('SOURCE_NO_VIDEO');
  });

  it.each([
    [0, 0],
    [20_000, 20_000],
  ])('a video that claims %i×%i', async (width, height) => {
    expect(['SOURCE_UNREADABLE', 'SOURCE_TOO_LARGE']).toContain(
      await codeOf({ target: claiming(clip, width, height) }),
    );
  });

  it.each(['a/../b.mp4', 'what?.mp4', 'all*.mp4', '$\u007baws}.mp4', 'tab\t.mp4'])(
    'a key with a file called %s',
    async (name) => {
      const request = { target: clip, key: `videos/input/u1/202504051423/${name}`, photos: [photo] };
      const report = await rig.run(request);
      expect(report).toMatchObject({ outcome: 'refused', error: { code: 'KEY_REFUSED' } });
      expect(report.output.prefix).toMatch(/^videos\/output\/_refused\/[0-9a-f]{32}\/$/);
    },
  );
});

it.each([
  ['a truncated mp4', () => clip.subarray(0, Math.floor(clip.length * 0.6)), 'SOURCE_UNREADABLE'],
  ['a video that claims 20000×20000', () => claiming(clip, 20_000, 20_000), 'SOURCE_TOO_LARGE'],
])('%s is refused in seconds, although its person is still awaited', async (_what, target, code) => {
  const patient = await openRig({ limits: { personWaitS: 900 } });
  try {
    const startedAt = performance.now();
    const report = await patient.run({ target: target(), person: 'nobody-yet' });
    expect(report.error).toMatchObject({ code, retryable: false });
    // Not after the quarter of an hour that its person may take.
    expect(performance.now() - startedAt).toBeLessThan(120_000);
  } finally {
    await patient.close();
  }
});

describe('persons that must be refused', () => {
  it('nobody of that name', async () => {
    expect(await codeOf({ target: clip, person: 'nobody', photos: [] })).toBe('PERSON_UNKNOWN');
  });

  it.each([
    [
      'no face',
      'noface',
      () => clips.make('grey.png', ['-f', 'lavfi', '-i', 'color=gray:size=320x240', '-frames:v', '1']),
      'PHOTO_NO_FACE',
    ],
    [
      'one pixel',
      'dot',
      () =>
        clips.make('dot.png', [
          '-f',
          'lavfi',
          '-i',
          'color=red:size=16x16',
          '-vf',
          'scale=1:1',
          '-pix_fmt',
          'rgb24',
          '-frames:v',
          '1',
        ]),
      'PHOTO_UNREADABLE',
    ],
  ])('a photo with %s', async (_what, person, make, code) => {
    const { error } = await rig.run({ target: clip, person, photos: [await readFile(await make())] });
    expect(error).toMatchObject({ code, message: expect.stringContaining(`persons/${person}/`) });
  });

  it('a corrupt photo; beside a good one it is noted', async () => {
    const corrupt = photo.subarray(0, Math.floor(photo.length / 2));
    expect(await codeOf({ target: clip, person: 'broken', photos: [corrupt] })).toBe('PHOTO_UNREADABLE');
    const none = await rig.run({ target: clip, person: 'all-broken', photos: [corrupt, corrupt.subarray(1)] });
    const names = none.error?.message.match(/persons\/all-broken\/\S+\.(png|jpg)/g) ?? [];
    expect(new Set(names).size).toBe(2);
    const report = await rig.run({ target: clip, person: 'mixed', photos: [corrupt, photo] });
    expect(report.outcome).toBe('done');
    expect(report.result?.persons[0]?.photos.map(({ faces }) => faces)).toEqual([0, 1]);
  });
});

/** The clip with other numbers in its sample description (AVC box: width and height at 24 bytes after the name). */
function claiming(clipBytes: Uint8Array, width: number, height: number): Uint8Array {
  const bytes = Buffer.from(clipBytes);
  const at = bytes.indexOf('avc1', bytes.indexOf('stsd')) + 4 + 24;
  bytes.writeUInt16BE(width, at);
  bytes.writeUInt16BE(height, at + 2);
  const track = bytes.indexOf('tkhd') + 4 + 76;
  bytes.writeUInt32BE((width << 16) >>> 0, track);
  bytes.writeUInt32BE((height << 16) >>> 0, track + 4);
  return bytes;
}
