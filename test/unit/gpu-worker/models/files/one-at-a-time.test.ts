import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, test } from 'vitest';
import { oneAtATime } from '../../../../../gpu-worker/models/files/one-at-a-time.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

const code = path.resolve(import.meta.dirname, '../../../../../gpu-worker/models/files/one-at-a-time.ts');

test('waits for another process, and not for ever when that one is killed', async () => {
  const guard = path.join(await temporaryFolder(), 'x.guard');
  const holder = `import { oneAtATime } from ${JSON.stringify(code)};
    await oneAtATime(${JSON.stringify(guard)}, () => new Promise((resolve) => {
      console.log('held');
      setTimeout(resolve, 600_000);
    }));`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', holder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  const waits = Promise.withResolvers<void>();
  let done = false;
  const mine = oneAtATime(
    guard,
    async () => {
      done = true;
    },
    { onWait: waits.resolve },
  );
  await waits.promise;
  expect(done).toBe(false);
  other.kill('SIGKILL');
  await mine;
  expect(done).toBe(true);
});

test('a signal ends the waiting', async () => {
  const guard = path.join(await temporaryFolder(), 'x.guard');
  const controller = new AbortController();
  await oneAtATime(guard, async () => {
    const waiting = oneAtATime(guard, async () => undefined, {
      signal: controller.signal,
      onWait: () => controller.abort(new Error('enough')),
    });
    await expect(waiting).rejects.toThrow(/enough|abort/);
  });
});
