import { expect, it } from 'vitest';
import { runCommand } from '../../../../../../gpu-worker/media/video/codec/codec-process.ts';

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

it('a program that is not there leaves no clock behind for which the process would wait', async () => {
  const before = timers();
  const result = await runCommand('no-such-program', [], { env: {}, timeoutMs: 60_000 });
  expect(result.code).toBeUndefined();
  expect(timers()).toBeLessThanOrEqual(before);
});

it('a program that takes too long is ended', async () => {
  const result = await runCommand(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env: {}, timeoutMs: 300 });
  expect(result.code).toBeUndefined();
});
