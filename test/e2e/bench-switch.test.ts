import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/faceline.ts');
const run = (...args: string[]) => promisify(execFile)(process.execPath, [cli, 'bench', '--switch', ...args]);
const failed = z.object({ code: z.number(), stdout: z.string() });

const figures = z.object({
  presets: z.array(z.object({ coldMs: z.number(), unswitchedMs: z.number(), switchedMs: z.number() })).length(2),
  loads: z.array(z.object({ name: z.string(), checkMs: z.number(), sessionMs: z.number(), loadMs: z.number() })),
  isWithinLimit: z.boolean(),
});

test('bench --switch measures tasks of two presets in turn, and what loading each model takes', async () => {
  const preset = path.join(await temporaryFolder(), 'restore-half.json');
  await writeFile(preset, JSON.stringify({ swapper: 'none', enhancer: 'gfpgan_1.4', enhancerBlend: 50 }));
  // On a busy machine a switch may take too long.
  const { code, stdout } = await run('--json', '--runs', '3', '--preset', 'swap', preset).then(
    (ended) => ({ code: 0, ...ended }),
    (thrown: unknown) => failed.parse(thrown),
  );
  const { presets, loads, isWithinLimit } = figures.parse(JSON.parse(stdout));
  expect(code).toBe(isWithinLimit ? 0 : 4);
  for (const { unswitchedMs, switchedMs } of presets) {
    // That nothing is read or loaded again is what the tests of warm models and of the store show.
    console.info(`switch: ${(switchedMs - unswitchedMs).toFixed(1)} ms over ${unswitchedMs.toFixed(0)} ms`);
    expect(Math.min(unswitchedMs, switchedMs)).toBeGreaterThan(0);
  }
  expect(loads.map(({ name }) => name).sort()).toEqual([
    'arcface_w600k_r50',
    'gfpgan_1.4',
    'inswapper_128',
    'yunet_2023_mar',
  ]);
});

test('one preset is not enough', async () => {
  await expect(run('--preset', 'swap')).rejects.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('two presets'),
  });
});
