import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = path.resolve(import.meta.dirname, '../../../../../fixtures/few-descriptors.ts');

// A socket listens, one connects and one is accepted: each may be the one too many.
test.runIf(platform() === 'linux').each([
  [0, 'refused'],
  [1, 'refused'],
  [2, 'refused'],
  [3, 'opened'],
])('with %i file descriptors left, a frame pipe is %s and keeps nobody waiting', async (free, outcome) => {
  const limited = ['-c', 'ulimit -n 200 && exec "$0" "$@"', process.execPath, script, String(free)];
  const { stdout } = await promisify(execFile)('sh', limited, { timeout: 15_000 });
  expect(stdout).toBe(`${outcome}\n`);
});
