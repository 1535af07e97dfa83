import { expect, test } from 'vitest';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import { previewNames } from '../../../../../bin/commands/local/preview-names.ts';

const job = (target: string) => ({ target, photos: [], options: { preview: 62.5 } });
const settings = { output: undefined, whenTaken: 'refuse', resume: false } as const;

test('previews are called after clip and time, or as --output says', () => {
  expect(previewNames([job('/a/x.mp4'), job('/b/x.mov'), job('/b/y.png')], settings)).toEqual([
    'x.mp4.at-62.5s.preview.jpg',
    'x.mov.at-62.5s.preview.jpg',
    'y.at-62.5s.preview.jpg',
  ]);
  expect(previewNames([job('/a/x.mp4')], { ...settings, output: '/b/mine.JPG' })).toEqual(['mine.JPG']);
});

test.each([
  [{ whenTaken: 'replace' }, /^--force does not go with --preview/],
  [{ resume: true }, /^--resume does not go with --preview/],
  [{ output: '/b/mine.png' }, /^--output: mine\.png has to end in \.jpg/],
] as const)('%j is a mistake of the command line', (wrong, message) => {
  const tried = () => previewNames([job('/a/x.mp4')], { ...settings, ...wrong });
  expect(tried).toThrow(UsageError);
  expect(tried).toThrow(message);
});
