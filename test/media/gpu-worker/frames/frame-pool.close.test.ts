import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../..');
const module = (file: string): string => JSON.stringify(path.join(root, 'gpu-worker', file));

/**
 * Opens pools and closes them while they load their models, in a process of its own: threads that are ended from outside
 * at the wrong moment take the process with them. Seen on a busy machine only, so what fails here is real and rare.
 */
const program = `
  const { openFramePool } = await import(${module('frames/frame-pool.ts')});
  const { resolveModels } = await import(${module('models/files/store.ts')});
  const folder = ${JSON.stringify(path.join(root, 'examples/demo/models'))};
  const models = await resolveModels(folder, [{ role: 'detector', name: 'yunet_2023_mar', licence: 'MIT' }]);
  const settings = { frameWorkers: 2, heapMb: 256, inference: { provider: 'cpu', intraOpThreads: 1 } };
  for (let waitMs = 0; waitMs < 300; waitMs += 5) {
    const pool = openFramePool(settings);
    const prepared = pool.prepare(models).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    await pool.close();
    await prepared;
  }
`;

test('a pool can be closed at any moment of its start', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
