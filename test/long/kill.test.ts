import { test } from 'vitest';
import { useClips } from '../helpers/video/make-clip.ts';
import { killAtRandom } from '../helpers/workers/kill-at-random.ts';

const clips = useClips();

test('20 runs with one kill -9 each at a random moment: every task ends done, once, and nothing is left over', () =>
  killAtRandom(20, clips));
