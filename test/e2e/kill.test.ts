import { test } from 'vitest';
import { killAtRandom } from '../helpers/kill-at-random.ts';
import { useClips } from '../helpers/make-clip.ts';

const clips = useClips();

// Twenty of them are a part of `npm run test:long`.
test(
  '5 runs with one kill -9 each at a random moment: every task ends done, once, and nothing is left over',
  {
    timeout: 900_000,
  },
  () => killAtRandom(5, clips),
);
