import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gateProblems } from '../../../../../bin/commands/compare/compare-gate.ts';
import { asJsonFigure, compareTable } from '../../../../../bin/commands/compare/compare-rows.ts';
import { openCsv } from '../../../../../bin/commands/compare/write-csv.ts';
import { timeText } from '../../../../../bin/commands/time-text.ts';
import type { FiguresSummary } from '../../../../../gpu-worker/compare/summarise-figures.ts';

const infinite = Number.POSITIVE_INFINITY;
const figure = (value: number) => ({ mean: value + 1, median: value + 0.5, worst: { value, frame: 7, timeS: 0.28 } });
const summary: FiguresSummary = {
  frames: 9,
  identicalFrames: 0,
  regions: {
    whole: { frames: 9, figures: { y: figure(35), u: figure(infinite), ssim: figure(0.9) } },
    outside: { frames: 3, figures: { y: figure(50) } },
  },
};

describe('the gate of a comparison', () => {
  test('judges the worst frame, and what is just enough passes', () => {
    expect(gateProblems({ region: 'whole' }, summary)).toEqual([]);
    expect(gateProblems({ region: 'whole', leastPsnr: 35, leastSsim: 0.9 }, summary)).toEqual([]);
    expect(gateProblems({ region: 'whole', leastPsnr: 35.01, leastSsim: 0.91 }, summary)).toEqual([
      'The PSNR of luma of the whole picture falls to 35.0000 dB in frame 7 (0:00.280); at least 35.01 dB was asked for.',
      'The SSIM of the whole picture falls to 0.9000 in frame 7 (0:00.280); at least 0.91 was asked for.',
    ]);
    expect(gateProblems({ region: 'outside', leastPsnr: 49 }, summary)).toEqual([]);
  });

  test('does not pass what cannot be judged', () => {
    expect(gateProblems({ region: 'inside', leastPsnr: 10 }, summary)).toEqual([
      'There is no PSNR of luma inside the face boxes to judge; at least 10 dB was asked for.',
    ]);
    expect(gateProblems({ region: 'outside', leastSsim: 0.1 }, summary)).toHaveLength(1);
  });
});

describe('the table, JSON and CSV of a comparison', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'faceline-compare-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('name the unit and show infinity', () => {
    const lines = compareTable(summary).split('\n');
    expect(lines[1]).toMatch(/^whole picture +PSNR luma, dB +36\.00 +35\.50 +35\.00 +frame 7, 0:00\.280$/);
    expect(lines[2]).toMatch(/PSNR U, dB +∞ +∞ +∞/);
    expect(lines[3]).toMatch(/SSIM luma +1\.9000 +1\.4000 +0\.9000/);
    expect(JSON.stringify({ y: infinite, ssim: 1 }, asJsonFigure)).toBe('{"y":"inf","ssim":1}');
    expect([timeText(0), timeText(59.9996), timeText(3723.0401)]).toEqual(['0:00.000', '1:00.000', '1:02:03.040']);
  });

  test('the CSV has a column a region and figure, and appears when it is whole', async () => {
    const file = path.join(folder, 'figures.csv');
    const csv = openCsv(file, true, false);
    const whole = { y: 40, all: infinite, ssim: 0.5 };
    await csv.write({ frame: 0, timeS: 0, faces: 0, figures: { whole } });
    await csv.write({ frame: 1, timeS: 0.04, faces: 2, figures: { whole, inside: { y: 30 }, outside: { ssim: 1 } } });
    expect(await readdir(folder)).not.toContain('figures.csv');
    await csv.finish();
    await csv.discard();
    const [head, first, second] = (await readFile(file, 'utf8')).split('\n');
    expect(head).toBe(
      'frame,timeS,faces,whole.y,whole.all,whole.ssim,inside.y,inside.all,inside.ssim,outside.y,outside.all,outside.ssim',
    );
    expect(first).toBe('0,0.000000,0,40.000000,inf,0.500000,,,,,,');
    expect(second).toBe('1,0.040000,2,40.000000,inf,0.500000,30.000000,,,,,1.000000');
    expect(await readdir(folder)).toEqual(['figures.csv']);
  });

  test('the CSV leaves nothing when it is discarded, and tells of a folder that is not there', async () => {
    const csv = openCsv(path.join(folder, 'not.csv'), false, false);
    await csv.write({ frame: 0, timeS: 0, faces: 0, figures: { whole: { y: 1 } } });
    await csv.discard();
    // Discarded while they are still being opened: a file that comes to be afterwards would stay.
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => openCsv(path.join(folder, `${n}.csv`), false, false).discard()),
    );
    expect(await readdir(folder)).toEqual(['figures.csv']);
    const lost = openCsv(path.join(folder, 'nowhere', 'x.csv'), false, false);
    await expect(lost.finish()).rejects.toThrow(/cannot be written: there is no such folder/);
  });
});
