import { test } from 'vitest';
import { killAtRandom } from '../helpers/kill-at-random.ts';
import { useClips } from '../helpers/make-clip.ts';

const clips = useClips();

test('20 runs with one kill -9 each at a random moment: every task ends done, once, and nothing is left over', () =>
  killAtRandom(20, clips));
