import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { keepEveryFrame } from '../../../../../../gpu-worker/media/video/codec/codec-input.ts';
import { colourMismatch } from '../../../../../../gpu-worker/media/video/colour-tags.ts';
import {
  audioDifference,
  fingerprintAudio,
} from '../../../../../../gpu-worker/media/video/container/container-audio.ts';
import { testPicture, useClips, x264 } from '../../../../../helpers/video/make-clip.ts';
import { roundTrip } from '../../../../../helpers/video/round-trip.ts';

const tone = (seconds: number) => ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${seconds}`];
const bt709 = ['-vf', 'setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709'];

/** The names of an mp4's outermost boxes, in order. */
async function outermostBoxes(file: string): Promise<string[]> {
  const bytes = await readFile(file);
  const names: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    names.push(bytes.toString('latin1', at + 4, at + 8));
    at += size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : size === 0 ? bytes.length : size;
  }
  return names;
}

describe('a video that goes through decoder, lossless encoder and mp4', () => {
  const room = useClips();

  const expectSame = async (source: string, check: { readonly frames: number }) => {
    const trip = await roundTrip(room, source);
    expect(trip.source.hashes).toHaveLength(check.frames);
    expect(trip.output.hashes).toEqual(trip.source.hashes);
    expect(trip.output.layout).toEqual(trip.source.layout);
    // Limited range is what an untagged stream has: saying so changes nothing.
    expect({ fullRange: false, ...trip.output.colour }).toEqual({ fullRange: false, ...trip.source.colour });
    expect(trip.output.pixelAspect).toEqual(trip.source.pixelAspect);
    expect(colourMismatch(trip.source.colour, trip.output.facts.colour)).toBeUndefined();
    expect([...trip.output.facts.timestamps]).toEqual([...trip.output.times]);
    const lateness = trip.output.times.map((time, frame) => Math.abs(time - (trip.source.times[frame] ?? Number.NaN)));
    // A track that starts late is delayed in 1/57600 s; inside it every time is exact.
    expect(Math.max(...lateness)).toBeLessThanOrEqual(trip.source.times[0] === 0 ? 0 : 1 / 57600);
    expect(trip.output.facts.durationS).toBeCloseTo(trip.mux.durationS, 4);
    // The index comes first: a player starts before it has the whole file.
    const boxes = (await outermostBoxes(trip.outPath)).filter((name) => name === 'moov' || name === 'mdat');
    expect(boxes).toEqual(['moov', 'mdat']);
    expect(await audioDifference(source, trip.outPath, trip.source.facts.startS)).toBeUndefined();
    return trip;
  };

  it('keeps every time of a variable frame rate, and B-frames in order', async () => {
    const drop = ['-vf', "select='not(between(n,5,24))+gt(n,50)'", ...keepEveryFrame(room.ffmpeg())];
    const source = await room.make('vfr.mp4', [...testPicture('320x180', 60), ...drop, ...x264]);
    const trip = await expectSame(source, { frames: 40 });
    const gaps = trip.output.times.slice(1).map((time, frame) => time - (trip.output.times[frame] ?? 0));
    expect(Math.max(...gaps)).toBeCloseTo(21 / 25, 6);
    expect([...trip.source.facts.timestamps]).toEqual([...trip.source.times]);
  });

  it('keeps a rotation as the flag of the container, which turns the picture in a player', async () => {
    const plain = await room.make('plain.mp4', [...testPicture('320x180', 5), ...x264]);
    const turned = ['-i', plain, '-c', 'copy'];
    const source = await room.make(
      'turned.mp4',
      room.ffmpeg().major >= 6 ? ['-display_rotation', '90', ...turned] : [...turned, '-metadata:s:v', 'rotate=90'],
    );
    const trip = await expectSame(source, { frames: 5 });
    expect(trip.source.layout).toMatchObject({ width: 320, height: 180, rotation: 270 });
    expect(trip.output.facts.rotation).toBe(270);
    const upright = ['-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
    const played = await room.output(['-i', trip.outPath, '-vf', 'crop=180:320:0:0', ...upright]);
    const original = await room.output(['-i', source, '-vf', 'crop=180:320:0:0', ...upright]);
    expect(played.length).toBe(180 * 320);
    expect(played.equals(original)).toBe(true);
  });

  it.each([0, 90] as const)('keeps that a player mirrors it, turned by %i degrees', async (degrees) => {
    const bytes = await readFile(await room.make('plain.mp4', [...testPicture('320x180', 3), ...x264]));
    // The track header's matrix, row by row, of 16.16 numbers; the last column stays.
    const matrix = { 0: [-1, 0, 0, 1, 320, 0], 90: [0, 1, 1, 0, 0, 0] }[degrees];
    const at = bytes.indexOf('tkhd') + 4 + 40;
    for (const [i, value] of matrix.entries()) bytes.writeInt32BE(value * 65536, at + 12 * (i >> 1) + 4 * (i & 1));
    await writeFile(room.file('mirrored.mp4'), bytes);
    const trip = await expectSame(room.file('mirrored.mp4'), { frames: 3 });
    expect(trip.source.facts).toMatchObject({ mirrored: true });
    const { rotation, mirrored } = trip.source.facts;
    expect(trip.output.facts).toMatchObject({ rotation, mirrored });
    const matrixOf = (file: Buffer) => file.subarray(file.indexOf('tkhd') + 44, file.indexOf('tkhd') + 64);
    const written = matrixOf(await readFile(trip.outPath));
    for (const place of [0, 4, 12, 16]) expect(written.readInt32BE(place)).toBe(bytes.readInt32BE(at + place));
  });

  it('processes an interlaced video in whole frames, marks it progressive and says so', async () => {
    const fields = ['-c:v', 'libx264', '-preset', 'ultrafast', '-flags', '+ilme+ildct', '-x264-params', 'tff=1'];
    const source = await room.make('fields.mp4', [...testPicture('320x180', 6), ...fields, '-pix_fmt', 'yuv420p']);
    const trip = await expectSame(source, { frames: 6 });
    expect(trip.notes).toEqual(['The video is interlaced; its frames are processed whole and marked progressive.']);
    expect(trip.output.notes).toEqual([]);
  });

  it('extends an odd 4:2:0 picture by one repeated row and column and says so', async () => {
    const source = await room.make('odd.webm', [
      ...testPicture('854x480', 3),
      ...['-vf', 'scale=853:479,setsar=1,format=yuv420p'],
      ...['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '2M'],
    ]);
    const trip = await roundTrip(room, source);
    expect(trip.source.layout).toMatchObject({ width: 853, height: 479, pixels: 'yuv420p' });
    expect(trip.output.layout).toMatchObject({ width: 854, height: 480 });
    expect(trip.notes.join()).toContain('853×479 is encoded as 854×480');
    const luma = (x: number, y: number) => trip.output.last[y * 854 + x];
    let wrong = 0;
    for (let y = 0; y < 480; y++) {
      for (let x = 0; x < 854; x++) {
        if (luma(x, y) !== trip.source.last[Math.min(y, 478) * 853 + Math.min(x, 852)]) wrong++;
      }
    }
    expect(wrong).toBe(0);
    expect(Buffer.from(trip.output.last.subarray(854 * 480)).equals(trip.source.last.subarray(853 * 479))).toBe(true);
  });

  it('takes a single frame', async () => {
    const trip = await expectSame(await room.make('one.mp4', [...testPicture('64x64', 1), ...x264]), { frames: 1 });
    expect(trip.output.facts.durationS).toBeCloseTo(0.04, 3);
  });

  it('keeps sound that is longer than the picture, in two tracks, with language, title and label', async () => {
    const source = await room.make('two.mp4', [
      ...testPicture('160x90', 12),
      ...tone(3),
      ...tone(2),
      ...['-map', '0:v', '-map', '1:a', '-map', '2:a', ...x264, '-c:a:0', 'aac', '-c:a:1', 'libmp3lame'],
      ...['-metadata:s:a:1', 'language=fra', '-metadata', 'title=A title', '-metadata', 'comment=mine'],
    ]);
    const trip = await expectSame(source, { frames: 12 });
    const prints = await fingerprintAudio(trip.outPath);
    expect(prints.map((print) => print.codec)).toEqual(['aac', 'mp3']);
    expect(trip.output.facts.audio[0]?.endS).toBeGreaterThan(2.9);
    expect(trip.output.facts.audio[1]?.language).toBe('fra');
    expect(trip.source.facts.audio[0]?.startS).toBeLessThan(0);
    expect(trip.output.facts.audio[0]?.startS).toBe(trip.source.facts.audio[0]?.startS);
    const tags = (await room.output(['-i', trip.outPath, '-f', 'ffmetadata', '-'])).toString();
    expect(tags).toContain('title=A title');
    expect(tags).toMatch(/comment=mine\\\nAI-generated/);
  });

  it.each([
    ['full range', ['-vf', 'scale=out_range=pc,format=yuvj420p'], { fullRange: true, pixels: 'yuv420p' }, 'yuvj420p'],
    ['4:2:2', ['-vf', 'format=yuv422p'], { pixels: 'yuv422p' }, 'yuv422p'],
    ['4:4:4', ['-vf', 'format=yuv444p'], { pixels: 'yuv444p' }, 'yuv444p'],
    ['BT.709', bt709, { matrix: 'bt709', fullRange: false }, 'yuv420p'],
    ['no tags', [], { matrix: 'bt601', fullRange: false }, 'yuv420p'],
    ['oblong pixels', ['-vf', 'setsar=64/45'], {}, 'yuv420p'],
  ])('keeps %s', async (_name, args, layout, pixels) => {
    const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', pixels];
    const source = await room.make('kept.mp4', [...testPicture('320x180', 6), ...args, ...encode]);
    const trip = await expectSame(source, { frames: 6 });
    expect(trip.source.layout).toMatchObject(layout);
    if (_name === 'oblong pixels') expect(trip.output.pixelAspect).toEqual({ num: 64, den: 45 });
    if (_name === 'BT.709') {
      expect(trip.output.colour).toMatchObject({ primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' });
    }
    if (_name === 'no tags') expect(trip.output.colour.matrix).toBeUndefined();
  });

  it('makes a colour video of a grey one and says so', async () => {
    const grey = ['-vf', 'format=gray', '-c:v', 'libx265', '-x265-params', 'log-level=error', '-pix_fmt', 'gray'];
    const source = await room.make('grey.mp4', [...testPicture('320x180', 3), ...grey]);
    const trip = await expectSame(source, { frames: 3 });
    expect(trip.source.layout.pixels).toBe('yuv444p');
    expect(trip.source.last.subarray(320 * 180).every((sample) => sample === 128)).toBe(true);
    expect(trip.notes.join()).toContain('grey');
  });

  it.each([
    ['mkv', [...x264, '-c:a', 'aac']],
    ['ts', [...x264, '-c:a', 'aac']],
    ['webm', ['-c:v', 'libvpx', '-auto-alt-ref', '1', '-lag-in-frames', '16', '-b:v', '300k', '-c:a', 'libopus']],
    ['mov', [...x264, '-c:a', 'pcm_s16le']],
  ])('reads %s', async (extension, args) => {
    const source = await room.make(`input.${extension}`, [...testPicture('320x180', 30), ...tone(1), ...args]);
    const trip = await expectSame(source, { frames: 30 });
    expect([...trip.source.facts.timestamps]).toEqual([...trip.source.times]);
    expect(trip.source.facts.audio).toHaveLength(1);
    // Picture and sound start as far apart as they did.
    const offset = ({ times, facts }: { times: Float64Array; facts: (typeof trip.source)['facts'] }) =>
      (times[0] ?? 0) - (facts.audio[0]?.startS ?? 0);
    expect(offset(trip.output)).toBeCloseTo(offset(trip.source), 3);
  });

  it('shows of a cut with an edit list what a player shows, in step with the sound', async () => {
    const whole = await room.make('whole.mp4', [...testPicture('320x180', 75), ...tone(3), ...x264, '-g', '50']);
    const source = await room.make('cut.mp4', ['-ss', '1.2', '-i', whole, '-c', 'copy']);
    const trip = await expectSame(source, { frames: 45 });
    expect(trip.source.times[0]).toBe(0);
    const shown = await room.output([
      '-i',
      source,
      ...keepEveryFrame(room.ffmpeg()),
      '-f',
      'framemd5',
      '-map',
      '0:v',
      '-',
    ]);
    const hashes = shown.toString().matchAll(/^0,.*, ([0-9a-f]{32})$/gm);
    expect(trip.source.hashes).toEqual([...hashes].map((match) => match[1]));
  });

  it('drops sound that an mp4 cannot carry, by name, and finds the rest as it was', async () => {
    const sounds = ['-map', '0', '-map', '1', '-map', '2', '-c:a:0', 'pcm_alaw', '-c:a:1', 'aac'];
    const clip = [...testPicture('160x90', 10), ...tone(1), ...tone(1), ...sounds, ...x264];
    const trip = await expectSame(await room.make('alaw.mov', clip), { frames: 10 });
    expect(trip.mux.droppedAudio).toEqual([1]);
    expect(trip.notes).toEqual(['Audio track 1 (alaw) cannot be copied into an mp4 and is dropped.']);
    expect(trip.output.facts.audio.map((track) => track.codec)).toEqual(['aac']);
  });

  it('names what it drops', async () => {
    await writeFile(room.file('words.srt'), '1\n00:00:00,000 --> 00:00:01,000\nhello\n');
    const chapter = '[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=one\n';
    await writeFile(room.file('chapters.txt'), `;FFMETADATA1\n${chapter}`);
    const source = await room.make('extras.mkv', [
      ...testPicture('160x90', 25),
      ...tone(1),
      ...['-i', room.file('words.srt'), '-i', room.file('chapters.txt'), '-map', '0', '-map', '1', '-map', '2'],
      ...['-map_metadata', '3', ...x264, '-c:a', 'adpcm_ima_wav', '-c:s', 'srt'],
    ]);
    const trip = await roundTrip(room, source);
    expect(trip.mux.droppedAudio).toEqual([1]);
    const notes = trip.notes.join('\n');
    expect(notes).toContain('subtitle track (subrip)');
    expect(notes).toContain('1 chapter marks');
    expect(notes).toContain('Audio track 1');
  });
});
