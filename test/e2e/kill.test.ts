import { test } from 'vitest';
import { useClips } from '../helpers/video/make-clip.ts';
import { killAtRandom } from '../helpers/workers/kill-at-random.ts';

const clips = useClips();

// Twenty of them are a part of `npm run test:long`.
test(
  '5 runs with one kill -9 each at a random moment: every task ends done, once, and nothing is left over',
  {
    timeout: 900_000,
  },
  () => killAtRandom(5, clips),
);
