import { expect, test } from 'vitest';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import { workerEnd } from '../../../../../bin/commands/words/worker-end.ts';
import { FacelineError } from '../../../../../gpu-worker/errors.ts';

test('a worker that ends for a wrong setting is a mistake of whoever set it, told with the variable', () => {
  const said = 'SETTINGS_INVALID: The environment is not valid: FACELINE_FRAME_WORKERS: expected at least 1, not 0';
  const end = workerEnd(78, said);
  expect(end).toBeInstanceOf(UsageError);
  expect(end.message).toBe(
    'A setting of the environment is wrong. FACELINE_FRAME_WORKERS: expected at least 1, not 0.',
  );
});

test('what else another start would not mend is told with its own code', () => {
  const end = workerEnd(78, 'FFMPEG_MISSING: There is no ffmpeg.\nInstall it.');
  expect(end).toBeInstanceOf(FacelineError);
  expect(end).toMatchObject({ code: 'FFMPEG_MISSING', message: 'There is no ffmpeg.\nInstall it.' });
});

test('a worker of which nothing is known says what is known', () => {
  expect(workerEnd(78, 'what a native library wrote').message).toBe(
    'The worker ended with exit code 78. what a native library wrote',
  );
  expect(workerEnd(0, undefined).message).toBe('The worker ended with exit code 0. Its log above says why.');
});
