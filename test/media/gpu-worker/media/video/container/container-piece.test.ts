import { beforeAll, describe, expect, test } from 'vitest';
import { probeVideo } from '../../../../../../gpu-worker/media/video/container/container-probe.ts';
import { randomFrom, testSeed } from '../../../../../helpers/time-and-chance/seed.ts';
import { useClips, x264 } from '../../../../../helpers/video/make-clip.ts';
import { decodeAll, pictureLimits } from '../../../../../helpers/video/round-trip.ts';

const room = useClips();
const seconds = 5;
const random = randomFrom(testSeed('pieces'));
const picture = ['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=25:duration=${seconds}`];
const sound = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`];
const openGroups = ['-c:v', 'libx264', '-preset', 'fast', '-x264-params', 'keyint=30:open-gop=1:bframes=3'];
const reordered = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-bf', '3', '-pix_fmt', 'yuv420p'];
const hevc = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=30:open-gop=1:bframes=4:log-level=1'];

/** Clips whose frames are hard to reach: each is made by these arguments, or of another one. */
const clips: Record<string, readonly string[]> = {
  'closed.mp4': [...picture, ...sound, ...x264, '-g', '25', '-c:a', 'aac'],
  'shown-later.mp4': [...picture, ...sound, ...reordered, '-c:a', 'aac'],
  'open.mp4': [...picture, ...sound, ...openGroups, '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  'hevc.mp4': [...picture, ...sound, ...hevc, '-pix_fmt', 'yuv420p', '-tag:v', 'hvc1', '-c:a', 'aac'],
  'vp9.webm': [...picture, ...sound, '-c:v', 'libvpx-vp9', '-g', '30', '-deadline', 'realtime', '-cpu-used', '8'],
  'vfr.mp4': [...picture, '-vf', "select='lt(mod(n,7),5)'", '-vsync', 'vfr', ...x264, '-g', '20'],
};
const copies: Record<string, readonly [of: string, ...string[]]> = {
  'open.mkv': ['open.mp4'],
  'open.ts': ['open.mp4'],
  'closed.ts': ['closed.mp4'],
  'hevc.ts': ['hevc.mp4'],
  // Begins within a frame and behind a key frame: an edit list cuts off what leads to it.
  'edited.mp4': ['open.mp4', '-ss', '1.31'],
};
const fragmented = ['-movflags', 'frag_keyframe+empty_moov'];
const names = [...Object.keys(clips), ...Object.keys(copies), 'fragments.mp4'];

beforeAll(async () => {
  for (const [name, args] of Object.entries(clips)) await room.make(name, args);
  for (const [name, [of, ...before]] of Object.entries(copies)) {
    await room.make(name, [...before, '-i', room.file(of), '-c', 'copy']);
  }
  await room.make('fragments.mp4', ['-i', room.file('closed.mp4'), '-c', 'copy', ...fragmented]);
}, 60_000);

describe('a piece of a video', () => {
  test.each(names)('has exactly the frames of the whole at its times: %s', async (name) => {
    const whole = await decodeAll(room, room.file(name));

    const total = whole.hashes.length;
    const pick = (): number => Math.floor(random() * total);
    for (const [at, first] of [1, pick(), total - 1].entries()) {
      const end = Math.min(total, first + 1 + Math.floor(random() * 12));
      const [fromS = 0, toS = seconds + 1] = [whole.times[first], whole.times[end]];
      const wish = at % 2 === 0 ? { fromS, toS } : { fromS, frames: end - first };
      const piece = await decodeAll(room, room.file(name), wish);
      expect(piece.hashes, `${name} from frame ${first}`).toEqual(whole.hashes.slice(first, end));
      expect([...piece.times]).toEqual([...whole.times.slice(first, end)]);
      // The clip that begins within an open group is damaged there.
      const known = whole.notes.some((note) => /damage/.test(note)) ? /packets/ : /damage|packets/;
      expect(piece.notes.filter((note) => known.test(note))).toEqual([]);
    }
  });

  test.each([
    // Pictures before their turn: ffmpeg shows all later then, and the container's first frame is at 0 nevertheless.
    ['a CMAF', [], '+cmaf+frag_keyframe+negative_cts_offsets'],
    ['fragments', [], '+frag_keyframe+empty_moov+delay_moov+negative_cts_offsets'],
    ['a cut CMAF', ['-ss', '1.3'], '+cmaf+frag_keyframe+negative_cts_offsets'],
    ['a cut clip', ['-ss', '1.3'], '+negative_cts_offsets'],
  ] as const)('is found where the decoder has a clock of its own: %s', async (_name, before, flags) => {
    const args = [...before, '-i', room.file('shown-later.mp4'), '-c', 'copy', '-movflags', flags];
    const path = await room.make('clock.mp4', args);
    const whole = await decodeAll(room, path);
    const { timestamps } = whole.facts;
    expect(whole.hashes).toHaveLength(timestamps.length);
    expect(whole.times[0]).not.toBe(timestamps[0]);
    for (const [first, end] of [
      [0, 3],
      [25, 41],
      [timestamps.length - 2, timestamps.length],
    ] as const) {
      const piece = await decodeAll(room, path, { fromS: timestamps[first] ?? 0, toS: timestamps[end] ?? 60 });
      expect(piece.hashes).toEqual(whole.hashes.slice(first, end));
      expect([...piece.times]).toEqual([...whole.times.slice(first, end)]);
      expect(piece.notes.filter((note) => /damage|packets|start/.test(note))).toEqual([]);
    }
  });

  test('is found where the decoder shows what an edit hides', async () => {
    const flags = ['-movflags', '+frag_keyframe+delay_moov'];
    const args = ['-ss', '1.3', '-i', room.file('shown-later.mp4'), '-c', 'copy', ...flags];
    const path = await room.make('hidden.mp4', args);
    const whole = await decodeAll(room, path);
    expect(whole.hashes.length).toBeGreaterThan(whole.facts.timestamps.length);
    const fromS = whole.facts.timestamps[20] ?? 0;
    const first = whole.times.findIndex((time) => Math.abs(time - fromS) < 1e-4);
    expect(first).toBeGreaterThan(20);
    expect((await decodeAll(room, path, { fromS, frames: 5 })).hashes).toEqual(whole.hashes.slice(first, first + 5));
  });

  test.each(['open.mp4', 'vfr.mp4'])('at a time is the frame on the screen: %s', async (name) => {
    const whole = await decodeAll(room, room.file(name));
    for (const at of [17, whole.hashes.length - 1]) {
      const [begin = 0, next = begin + 0.02] = [whole.times[at], whole.times[at + 1]];
      for (const atS of [begin, (begin + next) / 2]) {
        expect((await decodeAll(room, room.file(name), { atS })).hashes).toEqual([whole.hashes[at]]);
      }
    }
  });

  test('is sought: decoding begins at the key frame before it', async () => {
    const wish = { fromS: 4, frames: 3 };
    expect((await probeVideo(room.file('closed.mp4'), pictureLimits, wish)).piece?.seekS).toBe(4);
    expect((await probeVideo(room.file('open.mkv'), pictureLimits, wish)).piece?.seekS).toBeGreaterThan(2);
    expect((await probeVideo(room.file('closed.mp4'), pictureLimits, { fromS: 0.5 })).piece?.seekS).toBeUndefined();
    const stream = (await probeVideo(room.file('closed.ts'), pictureLimits, wish)).piece;
    expect(stream?.seekS).toBeUndefined();
    expect(stream?.enterAt).toBeGreaterThan(1000);
    for (const name of ['closed.ts', 'hevc.ts']) {
      expect((await decodeAll(room, room.file(name), wish)).notes.join()).not.toMatch(/entered|damage/);
    }
    // This one says only at its beginning how it is coded.
    expect((await decodeAll(room, room.file('open.ts'), wish)).notes.join()).toMatch(/decoded from its start/);
  });

  test('is decoded from the start where the index leads behind it', async () => {
    const path = room.file('closed.mp4');
    const whole = await decodeAll(room, path);
    const facts = await probeVideo(path, pictureLimits, { fromS: 2.4, frames: 2 });
    if (facts.piece === undefined) throw new Error('no piece');
    const astray = { ...facts, piece: { ...facts.piece, seekS: 4 } };
    const found = await decodeAll(room, path, undefined, astray);
    expect(found.hashes).toEqual(whole.hashes.slice(60, 62));
    expect(found.notes).toContain('The source cannot be entered before the piece: it was decoded from its start.');
  });

  test('that holds nothing is refused with the length of the source', async () => {
    const refusal = (name: string, wish: Parameters<typeof probeVideo>[2]) =>
      expect(probeVideo(room.file(name), pictureLimits, wish)).rejects;
    for (const name of ['closed.mp4', 'open.mkv', 'open.ts', 'vp9.webm', 'fragments.mp4']) {
      const beyond = { code: 'PIECE_OUTSIDE', retryable: false, message: expect.stringMatching(/ends at 5\.0\d\d s/) };
      await refusal(name, { fromS: 5.5 }).toMatchObject(beyond);
      await refusal(name, { fromS: 3600, frames: 10 }).toMatchObject(beyond);
      await refusal(name, { atS: 5.1 }).toMatchObject(beyond);
    }
    await refusal('closed.mp4', { fromS: 1.001, toS: 1.03 }).toMatchObject({
      code: 'PIECE_OUTSIDE',
      message: expect.stringMatching(/No frame of the source begins between 1\.001 s and 1\.030 s.* 5\.000 s/),
    });
  });

  test('that ends behind the source ends with it, and says so', async () => {
    const late = await probeVideo(room.file('closed.mp4'), pictureLimits, { fromS: 4.9, toS: 60 });
    expect(late.timestamps).toHaveLength(2);
    expect(late.notes).toEqual(['The source ends at 5.000 s, and so does the piece, which was to end at 60.000 s.']);
    const few = await probeVideo(room.file('closed.mp4'), pictureLimits, { fromS: 4.9, frames: 240 });
    expect(few.notes).toEqual(['From 4.900 s on the source has 2 frames; 240 were asked for.']);
  });
});
