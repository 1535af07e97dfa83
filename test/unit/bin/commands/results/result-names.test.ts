import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { planJobs } from '../../../../../bin/commands/local/plan-jobs.ts';
import { previewNames } from '../../../../../bin/commands/local/preview-names.ts';
import { resultExtension } from '../../../../../bin/commands/results/result-extension.ts';
import {
  clipNames,
  isReportName,
  numberedName,
  numberedNames,
} from '../../../../../bin/commands/results/result-names.ts';
import { resultWord } from '../../../../../bin/commands/results/result-word.ts';
import { taskNames } from '../../../../../bin/commands/results/task-names.ts';
import { settingsFor } from '../../../../../contract/face-task.ts';
import { defaultOptions, type TaskOptions } from '../../../../../contract/options/options.ts';
import { resolveOptions } from '../../../../../contract/upload-metadata.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

const none = { swapper: 'none' } as const;

test.each<[string, TaskOptions]>([
  ['swapped', {}],
  ['swapped', { enhancer: 'gfpgan_1.4', upscaler: 'real_esrgan_x2' }],
  ['restored', { ...none, enhancer: 'gfpgan_1.4', upscaler: 'real_esrgan_x2' }],
  ['colourised', { ...none, colouriser: 'ddcolor', upscaler: 'real_esrgan_x2' }],
  ['upscaled', { ...none, upscaler: 'real_esrgan_x2' }],
  ['transcoded', { ...none, transcode: true }],
  ['marked', { debug: true }],
])('a result is %s', (word, options) => {
  const resolved = resolveOptions({ options });
  expect(resolved.ok && resultWord(settingsFor(resolved.value, 'anna'))).toBe(word);
});

test('a map that only blurs makes a blurred one', () => {
  const blur = [{ target: { index: 0 }, source: 'blur' }] as const;
  expect(resultWord(settingsFor(defaultOptions, undefined, [...blur]))).toBe('blurred');
  const keep = [{ target: 'all', source: 'keep' }] as const;
  expect(resultWord(settingsFor(defaultOptions, undefined, [...keep]))).toBe('transcoded');
});

test('a number goes before the extension, of all files alike', () => {
  expect(numberedNames(clipNames('my.clip', 'swapped', 'mp4'), 3)).toEqual({
    file: 'my.clip.swapped-3.mp4',
    poster: 'my.clip.poster-3.jpg',
    preview: 'my.clip.preview-3.jpg',
    report: 'my.clip.report-3.json',
    failure: 'my.clip.failed.report.json',
  });
});

test('names of reports are known, numbered or not', () => {
  for (const name of ['report.json', 'a.report.json', 'a.b.report-12.json', 'a.failed.report.json']) {
    expect(isReportName(name)).toBe(true);
  }
  for (const name of ['report.jsonl', 'myreport.json', 'map.json', 'a.report-x.json']) {
    expect(isReportName(name)).toBe(false);
  }
});

test('a name that is too long for the file system is cut at a whole character', async () => {
  const names = clipNames('ä'.repeat(127), 'colourised', 'mp4');
  expect(Buffer.byteLength(names.file)).toBeLessThan(220);
  expect(names.file).toMatch(/^ä+\.colourised\.mp4$/);
  await writeFile(path.join(await temporaryFolder(), numberedNames(names, 10_000).report), '');
});

test('a piece is told from the whole however long the name of its clip is', async () => {
  const folder = await temporaryFolder();
  const stem = 'ä'.repeat(125);
  const settings = settingsFor(defaultOptions, 'anna');
  const piece = taskNames(folder, stem, { ...settings, piece: { fromS: 3600.125, toS: 7200.25 } }, 'mp4');
  expect(piece.file).toMatch(/^ä+\.from-3600\.125s-to-7200\.25s\.swapped\.mp4$/);
  expect(piece.file).not.toBe(taskNames(folder, stem, settings, 'mp4').file);
  await writeFile(path.join(folder, numberedName(piece.failure, 10_000)), '');
  const job = { target: `${stem}.mp4`, photos: [], options: { preview: 12.5 } };
  const [preview] = previewNames([job], { output: undefined, whenTaken: 'refuse', resume: false });
  expect(preview).toMatch(/^ä+\.at-12\.5s\.preview\.jpg$/);
});

test('an image keeps the format that it has, whatever it is called', async () => {
  const folder = await temporaryFolder();
  const file = async (name: string, bytes: Uint8Array): Promise<string> => {
    await writeFile(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
  expect(resultExtension(await file('a.JPEG', jpeg))).toBe('jpg');
  expect(resultExtension(await file('a.png', jpeg))).toBe('jpg');
  expect(resultExtension(await file('b.webp', new Uint8Array()))).toBe('webp');
  expect(resultExtension('clip.mkv')).toBe('mp4');
});

test.each([
  ['a.mkv', /a\.mkv has to end in \.mp4\. A video becomes an mp4\./],
  ['a', /has to end in \.mp4/],
  ['', /is a folder; name a file, or give the folder as --out/],
])('a result named %j is refused when it would not be what its name says', async (name, message) => {
  const folder = await temporaryFolder();
  const target = path.join(folder, 'clip.mov');
  await writeFile(target, 'film');
  const settings = { out: folder, whenTaken: 'refuse', resume: false, models: 'no-models' } as const;
  const output = path.join(folder, name);
  await expect(planJobs([{ target, photos: [], options: {} }], [], { ...settings, output })).rejects.toThrow(message);
});
