import { expect, test } from 'vitest';
import { foreseeJob } from '../../../../../../bin/commands/local/dry-run/foresee-job.ts';
import { localAdvice } from '../../../../../../bin/commands/words/local-advice.ts';

test('a wish that contradicts itself is refused in words of this machine, and nothing is opened', async () => {
  const options = { swapper: 'none', transcode: true, from: 1 } as const;
  const foreseen = await foreseeJob({ target: 'holiday.png', photos: [], options }, 'nowhere', () =>
    Promise.reject(new Error('nothing is to be tried')),
  );
  const message = expect.stringContaining('holiday.png is an image');
  expect(foreseen.refusal).toEqual({ code: 'METADATA_INVALID', message, advice: localAdvice.METADATA_INVALID });
  expect(foreseen.refusal?.advice).not.toMatch(/upload|metadata/);
});
