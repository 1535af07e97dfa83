import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { framesOf } from '../../../../../gpu-worker/media/video/frame-reader.ts';
import { readFrameTimes } from '../../../../../gpu-worker/media/video/frame-times.ts';

describe('framesOf', () => {
  it('cuts frames out of chunks of any length, into shared memory too', async () => {
    const stream = new PassThrough();
    const reader = framesOf(stream);
    const bytes = Uint8Array.from({ length: 30 }, (_, at) => at);
    for (const [from, to] of [
      [0, 3],
      [3, 4],
      [4, 25],
      [25, 30],
    ] as const)
      stream.write(bytes.subarray(from, to));
    stream.end();
    const slot = new Uint8Array(new SharedArrayBuffer(10));
    for (let frame = 0; frame < 3; frame++) {
      expect(await reader.fill(slot)).toBe(true);
      expect([...slot]).toEqual([...bytes.subarray(frame * 10, frame * 10 + 10)]);
    }
    expect(await reader.fill(slot)).toBe(false);
  });

  it('complains of a half frame at the end', async () => {
    const stream = new PassThrough();
    const reader = framesOf(stream);
    stream.end(new Uint8Array(7));
    await expect(reader.fill(new Uint8Array(10))).rejects.toThrow('7 of 10 bytes');
  });

  it('loses nothing of what a stream gives unasked, as a child that has exited does', async () => {
    const stream = new PassThrough();
    const reader = framesOf(stream);
    const first = new Uint8Array(2);
    const reading = reader.fill(first);
    stream.write(Uint8Array.of(1, 2, 3));
    await reading;
    stream.write(Uint8Array.of(4));
    stream.resume();
    await turn();
    stream.write(Uint8Array.of(5, 6));
    stream.resume();
    await turn();
    stream.end();
    const rest = new Uint8Array(4);
    expect(await reader.fill(rest)).toBe(true);
    expect([...first, ...rest]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('leaves the stream standing while nobody waits', async () => {
    const stream = new PassThrough({ highWaterMark: 8 });
    const reader = framesOf(stream);
    const reading = reader.fill(new Uint8Array(4));
    stream.write(new Uint8Array(4));
    await reading;
    expect(stream.isPaused()).toBe(true);
    let taken = 0;
    while (taken < 20 && stream.write(new Uint8Array(6))) {
      taken++;
      await turn();
    }
    expect(taken).toBeLessThan(5);
  });
});

describe('readFrameTimes', () => {
  it('reads exact ticks, whatever the chunks', async () => {
    const stream = new PassThrough();
    const times = readFrameTimes(stream);
    const text = 'frame:0    pts:0       pts_time:0\nt=1\nframe:1    pts:123456789 pts_time:1371.74\nt=1\n';
    for (const letter of text) stream.write(letter);
    stream.end();
    expect(await times.at(1)).toBe(123456789);
    expect(await times.at(2)).toBeUndefined();
    expect(times.changed()).toBe(false);
  });

  it('notices a filter chain that was built anew, and a frame without a time', async () => {
    const stream = new PassThrough();
    const times = readFrameTimes(stream);
    stream.end('frame:0    pts:NOPTS   pts_time:NOPTS\nframe:0    pts:7 pts_time:0.7\n');
    expect(await times.at(0)).toBeNaN();
    expect(await times.at(1)).toBe(7);
    expect(times.changed()).toBe(true);
  });
});
