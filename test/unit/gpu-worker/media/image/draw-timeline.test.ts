import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { drawTimeline, type Timeline, thumbnailPx } from '../../../../../gpu-worker/media/image/draw-timeline.ts';
import { strokes, textSvg, textWidth } from '../../../../../gpu-worker/media/image/stroke-font.ts';
import { clockText, timeMarks } from '../../../../../gpu-worker/media/image/timeline-axis.ts';

const red = { width: thumbnailPx, height: thumbnailPx, data: new Uint8Array(3 * thumbnailPx ** 2) };
for (let i = 0; i < red.data.length; i += 3) red.data[i] = 200;

const plain: Timeline = {
  title: 'Clip',
  note: 'a note',
  durationS: 10,
  cutsS: [5],
  rows: [
    { title: 'Track 0', note: 'n', fromS: 1, toS: 5, gapsS: [[2, 3]], person: 0, thumbnail: red },
    { title: 'Track 1', note: 'n', fromS: 9.9, toS: 10, gapsS: [], person: 1, thumbnail: red },
  ],
  footer: 'the end',
};

async function drawn(timeline: Timeline) {
  const { data, info } = await sharp(await drawTimeline(timeline))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): string =>
    [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)].join();
  return { at, width: info.width, height: info.height };
}

/** Where 1520 pixels of 10 s begin; the middle of the first row's bar. */
const xOf = (seconds: number): number => 40 + 152 * seconds;
const barY = 124 + 8 + thumbnailPx + 10 + 6;

describe('the timeline picture', () => {
  test('shows a bar where a face is seen, a thin one where it was filled in, and nothing elsewhere', async () => {
    const { at, width, height } = await drawn(plain);
    expect([width, height]).toEqual([1600, 124 + 2 * 112 + 48]);
    const full = at(Math.round(xOf(1.5)), barY - 5);
    expect(full).toBe('90,169,255');
    const background = at(Math.round(xOf(0.55)), barY);
    expect(at(Math.round(xOf(2.5)), barY - 5)).toBe(background);
    expect(at(Math.round(xOf(2.5)), barY)).not.toBe(background);
    expect(at(Math.round(xOf(2.5)), barY)).not.toBe(full);
    expect(at(Math.round(xOf(3.5)), barY - 5)).toBe(full);
    expect(at(Math.round(xOf(5.45)), barY)).toBe(background);
  });

  test('puts the face where its track begins, or before the margin', async () => {
    const { at } = await drawn(plain);
    expect(at(Math.round(xOf(1)) + 30, 124 + 8 + 30)).toBe('200,0,0');
    expect(at(1600 - 40 - 30, 124 + 112 + 8 + 30)).toBe('200,0,0');
    expect(at(1600 - 20, 124 + 112 + 8 + 30)).not.toBe('200,0,0');
  });

  test('marks cuts', async () => {
    const cutPixels = async (timeline: Timeline): Promise<number> => {
      const { at } = await drawn(timeline);
      return Array.from({ length: 200 }, (_, i) => at(Math.round(xOf(5)), 130 + i)).filter((pixel) => {
        const [r = 0, g = 0, b = 0] = pixel.split(',').map(Number);
        return r > 150 && g < 140 && b < 140;
      }).length;
    };
    expect(await cutPixels(plain)).toBeGreaterThan(60);
    expect(await cutPixels({ ...plain, cutsS: [] })).toBe(0);
  });

  test('needs no faces and no time', async () => {
    expect((await drawn({ ...plain, rows: [], cutsS: [] })).height).toBe(124 + 112 + 48);
    const image = await drawn({ ...plain, durationS: 0, cutsS: [], rows: plain.rows.slice(0, 1) });
    expect(image.at(40 + 30, 124 + 8 + 30)).toBe('200,0,0');
    expect(image.at(60, barY)).toBe(image.at(900, barY));
  });

  test('takes any file name', async () => {
    await expect(drawTimeline({ ...plain, title: '<Ümläut & "quotes">.mp4 日本' })).resolves.toBeInstanceOf(Uint8Array);
  });
});

describe('texts in strokes', () => {
  test('every character of a report has strokes', () => {
    const needed = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:-–_/×%()[]+=~#&!@ ';
    expect(Array.from(needed).filter((letter) => strokes[letter] === undefined)).toEqual([]);
  });

  test('a name keeps its letters, without their accents', () => {
    const style = { heightPx: 6, colour: '#fff' };
    expect(textSvg('Zoë & Ångström', { x: 0, y: 0 }, style)).toBe(textSvg('ZOE & ANGSTROM', { x: 0, y: 0 }, style));
  });

  test('are as wide as they say, and narrower with narrow letters', () => {
    expect(textWidth('', 12)).toBe(0);
    expect(textWidth('A', 6)).toBeCloseTo(4, 9);
    expect(textWidth('AB', 12)).toBeCloseTo(2 * 9.6, 9);
    expect(textWidth('11:11', 12)).toBeLessThan(textWidth('00000', 12));
    expect(textSvg('a', { x: 10, y: 0, anchor: 'end' }, { heightPx: 6, colour: '#fff' })).toContain(
      'translate(6.00 0.00)',
    );
  });
});

describe('the time axis', () => {
  test.each([
    [0, 0, '0:00'],
    [61.04, 1, '1:01.0'],
    [59.96, 1, '1:00.0'],
    [3723, 0, '1:02:03'],
    [4.37103, 2, '0:04.37'],
  ])('%f s with %i digits is %s', (seconds, digits, text) => expect(clockText(seconds, digits)).toBe(text));

  test('has marks at round times that stand apart', () => {
    expect(
      timeMarks(5, 1520)
        .map(({ label }) => label)
        .slice(0, 3),
    ).toEqual(['0:00.0', '0:00.5', '0:01.0']);
    expect(
      timeMarks(7200, 1520)
        .map(({ timeS }) => timeS)
        .slice(0, 3),
    ).toEqual([0, 600, 1200]);
    expect(timeMarks(5, 1520).at(-1)?.timeS).toBe(5);
    for (const durationS of [0.3, 7, 95, 1234, 40_000, 400_000]) {
      const marks = timeMarks(durationS, 1520);
      const step = (marks[1]?.timeS ?? durationS) - (marks[0]?.timeS ?? 0);
      expect((step / durationS) * 1520).toBeGreaterThanOrEqual(90);
    }
    expect(timeMarks(0, 1520)).toEqual([]);
  });
});
