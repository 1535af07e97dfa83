import { describe, expect, it } from 'vitest';
import { carriedTags } from '../../../../../gpu-worker/media/video/container/container-tags.ts';
import { writeInterleaved } from '../../../../../gpu-worker/media/video/interleave.ts';
import { rankOf, trackClock } from '../../../../../gpu-worker/media/video/track-clock.ts';

describe('trackClock', () => {
  it('is the source clock or a multiple that survives being turned into a frame duration and back', () => {
    for (const ticks of [1, 24, 25, 49, 98, 1000, 12800, 15360, 30000, 57600, 60000, 90000, 44100, 999_983]) {
      const clock = trackClock(ticks) ?? 0;
      expect(clock % ticks).toBe(0);
      expect(Math.floor(1 / (1 / clock))).toBe(clock);
    }
    expect(trackClock(90000)).toBe(90000);
  });

  it('is undefined for clocks that are too fine', () => {
    expect(trackClock(10_000_000)).toBeUndefined();
  });
});

it('rankOf finds the nearest place', () => {
  const times = Float64Array.of(0, 0.04, 0.08, 0.12);
  expect([0, 0.04, 0.0799, 0.081, 0.2, -1].map((time) => rankOf(time, times))).toEqual([0, 1, 2, 2, 3, 0]);
  expect(rankOf(7, Float64Array.of(3))).toBe(0);
});

describe('writeInterleaved', () => {
  async function* packets(...times: number[]) {
    for (const timestamp of times) yield { timestamp };
  }

  it('takes from the lane whose packet is played first', async () => {
    const written: string[] = [];
    const lane = (name: string, ...times: number[]) => ({
      packets: packets(...times),
      add: async (packet: { timestamp: number }, isFirst: boolean) => {
        written.push(`${name}${packet.timestamp}${isFirst ? '!' : ''}`);
      },
    });
    await writeInterleaved([lane('v', 0, 3, 1, 2, 4), lane('a', -1, 0.5, 9), lane('n')]);
    expect(written.join(' ')).toBe('a-1! v0! a0.5 v3 v1 v2 v4 a9');
  });

  it('stops on the signal', async () => {
    const add = async () => {};
    await expect(
      writeInterleaved([{ packets: packets(1), add }], AbortSignal.abort(new Error('enough'))),
    ).rejects.toThrow('enough');
  });
});

describe('carriedTags', () => {
  it('keeps the common tags, adds the label, names what is lost', () => {
    const raw = { title: 'A film', GEAR: 'a camera', ENCODER: 'Lavf', '©nam': 'A film' };
    const { tags, notes } = carriedTags({ title: 'A film', comment: 'mine', raw }, 'AI-generated');
    expect(tags).toEqual({ title: 'A film', comment: 'mine\nAI-generated' });
    expect(notes).toEqual(['These tags are not carried over: GEAR.']);
  });

  it('adds no comment where there is none', () => {
    expect(carriedTags({}, undefined)).toEqual({ tags: {}, notes: [] });
  });
});
