import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { firstBoxes } from '../../../gpu-worker/video/container-checks/first-boxes.ts';
import { beginningWith, hostileBoxes } from '../../helpers/hostile-boxes.ts';

const child = path.resolve(import.meta.dirname, '../../fixtures/probe-child.ts');
/** What a refusal may take of memory; the child would die of little more. */
const mostMb = 300;
/** Two seconds on a quiet machine; what is hostile takes minutes or does not end. */
const mostCpuMs = 8000;

const lineSchema = z.object({
  file: z.string(),
  code: z.string(),
  message: z.string(),
  cpuMs: z.number(),
  peakMb: z.number(),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'faceline-hostile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Probes a file in a process of its own, which its claims may kill. */
async function probe(bytes: Uint8Array) {
  const file = path.join(folder, 'hostile');
  await writeFile(file, bytes);
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=256', child, file], {
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return lineSchema.parse(JSON.parse(stdout));
}

async function expectRefusal(bytes: Uint8Array) {
  const found = await probe(bytes);
  expect(found.code).toMatch(/^SOURCE_/);
  expect(found.peakMb).toBeLessThan(mostMb);
  expect(found.cpuMs).toBeLessThan(mostCpuMs);
  if (process.env.FACELINE_SHOW) console.log(found);
}

describe('a file that claims more than it holds is refused in little memory', () => {
  it.each([...firstBoxes])('beginning with a box %s', async (first) => {
    await expectRefusal(beginningWith(first));
  });

  it.each(Object.entries(hostileBoxes))('%s', async (_name, make) => {
    await expectRefusal(make());
  });
});
