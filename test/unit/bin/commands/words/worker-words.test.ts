import { describe, expect, test } from 'vitest';
import { workerWords } from '../../../../../bin/commands/words/worker-words.ts';
import { createLog } from '../../../../../gpu-worker/log.ts';

/** What is said of lines of a worker's log, and of others. */
function listen() {
  const said: string[] = [];
  const words = workerWords((text) => said.push(text));
  const log = createLog('warn', (line) => words.line(line.trimEnd()));
  return { said, words, log };
}

describe('what a worker writes to standard error', () => {
  test('is a sentence where a task is tried again, and none where its report tells', () => {
    const { said, log } = listen();
    const failed = { attempt: 1, code: 'MODEL_OUTPUT', problem: 'Running x.onnx failed.' };
    log.warn({ outcome: 'retried', delayS: 4.2, ...failed }, 'task not done');
    log.warn({ outcome: 'retried', delayS: 0.2, ...failed, attempt: 2 }, 'task not done');
    log.warn({ outcome: 'failed', ...failed }, 'task not done');
    log.error({ outcome: 'dead', ...failed }, 'task ended badly');
    log.warn({}, 'heartbeat not answered, trying again');
    expect(said).toEqual([
      'Attempt 1 did not succeed and is repeated in 4.2 s. MODEL_OUTPUT: Running x.onnx failed.',
      'Attempt 2 did not succeed and is repeated at once. MODEL_OUTPUT: Running x.onnx failed.',
    ]);
  });

  test('is said where the worker itself is in trouble', () => {
    const { said, log } = listen();
    log.error({ cause: new Error('disk') }, 'the queue failed, waiting');
    expect(said).toEqual(['The queue failed, waiting.']);
  });

  test('of native libraries is kept, and told once the worker dies', () => {
    const { said, words } = listen();
    for (let line = 1; line <= 20; line += 1) words.line(`[E:onnxruntime:, x.cc:${line} Run] no memory`);
    words.line('');
    expect(said).toEqual([]);
    words.log.error({ code: null, signal: 'SIGABRT', starts: 1 }, 'the worker process died');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /^The worker process died \(SIGABRT\) and is started again\. Its last words: .*x\.cc:13 .*x\.cc:20 Run\] no memory$/,
    );
    words.log.error({ code: 1, signal: null, starts: 2 }, 'the worker process died');
    expect(said[1]).toBe('The worker process died (exit code 1) and is started again.');
  });

  test('is the reason where the worker cannot start at all', () => {
    const { said, words, log } = listen();
    expect(words.lastWords()).toBeUndefined();
    log.error({ code: 'SETTINGS_INVALID' }, 'FACELINE_FRAME_WORKERS is no number.');
    words.log.error({ code: 78, signal: null, starts: 1 }, 'the worker process died');
    expect(said).toEqual([]);
    expect(words.lastWords()).toBe('SETTINGS_INVALID: FACELINE_FRAME_WORKERS is no number.');
  });
});
