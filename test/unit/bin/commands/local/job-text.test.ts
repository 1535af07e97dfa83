import { expect, test } from 'vitest';
import { jobText } from '../../../../../bin/commands/local/job-text.ts';

test('a clip is told with what is done to it, or that nobody is named for it', () => {
  const job = { target: '/a/q.mp4', photos: [], options: {} };
  expect(jobText({ ...job, photos: ['/a/me.jpg'] })).toBe('q.mp4: the face of me.jpg');
  expect(jobText({ ...job, options: { swapper: 'none', enhancer: 'gfpgan_1.4' } })).toBe(
    'q.mp4: faces restored by gfpgan_1.4',
  );
  expect(jobText({ ...job, preset: 'swap-restore' })).toBe('q.mp4: nobody is named for it');
  expect(jobText(job)).toBe('q.mp4: nobody is named for it');
});
