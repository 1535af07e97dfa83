import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { boxMask } from '../../../gpu-worker/masks/box-mask.ts';
import { gaussianKernel } from '../../../gpu-worker/pixels/gaussian.ts';
import { swapperRole } from '../../../gpu-worker/processors/swap/swapper.ts';
import { findInCatalog } from '../../helpers/models/find-in-catalog.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const page = readFileSync(path.join(root, 'docs/model-contracts.md'), 'utf8');
const sectionOf = (number: number): string => page.split(`\n## §${number} `)[1]?.split('\n## ')[0] ?? '';

test('every section that a comment cites is there', () => {
  const files = globSync('{contract,gpu-worker,test}/**/*.{ts,wat}', { cwd: root });
  const cited = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return [...text.matchAll(/docs\/model-contracts\.md ((?:§\d+(?:, )?)+)/g)].flatMap(([, all = '']) =>
      [...all.matchAll(/§(\d+)/g)].map(([, number]) => Number(number)),
    );
  });
  expect(cited.length).toBeGreaterThan(15);
  for (const number of new Set(cited)) expect(sectionOf(number), `§${number}`).not.toBe('');
});

test('the box mask has the stated values', () => {
  const stated = /To check, row 64 of 128 from column 0: ([\d. \n]+), then 1\./.exec(page)?.[1]?.split(/\s+/) ?? [];
  expect(stated).toHaveLength(24);
  const row = boxMask(128, { blur: 0.3, padding: [0, 0, 0, 0] }).subarray(64 * 128, 65 * 128);
  expect(stated.map(Number)).toEqual([...row.subarray(0, 24)].map((value) => Number(value.toFixed(4))));
  const kernels = [...sectionOf(5).matchAll(/^\| \d+ \| \d+ \| \d+ \| ([\d.]+) \| (\d+) \|$/gm)];
  expect(kernels).toHaveLength(3);
  for (const [, sigma, kernel] of kernels) expect(2 * gaussianKernel(Number(sigma)).radius + 1).toBe(Number(kernel));
});

test("the swappers' table says what the catalogue says", () => {
  const rows = [...sectionOf(4).matchAll(/^\| `(\w+)`.* \| `(\w+)` \| (.+) \| (.+) \| (.+) \|$/gm)];
  expect(rows).toHaveLength(8);
  for (const [, name = '', template, , source = '', answer = ''] of rows) {
    const model = findInCatalog(swapperRole, name);
    expect([name, model?.template]).toEqual([name, template]);
    expect([name, model?.output]).toEqual([name, answer.includes('127.5') ? '-1..1' : '0..1']);
    const form = source.includes('map')
      ? 'mapped'
      : source.includes('face') && source.includes('person')
        ? 'picture'
        : '';
    expect([name, model?.identity]).toEqual([name, form || (source.includes('length 1') ? 'unit' : 'raw')]);
    const converter = /`(crossface_\w+)`/.exec(source)?.[1];
    expect(model?.needs, name).toEqual(['arcface_w600k_r50', ...(converter === undefined ? [] : [converter])]);
  }
});
