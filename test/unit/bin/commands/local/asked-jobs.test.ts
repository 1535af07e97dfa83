import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import { askedJobs } from '../../../../../bin/commands/local/asked-jobs.ts';
import type { TaskOptions } from '../../../../../contract/options/options.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

async function folderWith(...names: readonly string[]) {
  const folder = await temporaryFolder();
  for (const name of names) await writeFile(path.join(folder, name), name);
  return (options: TaskOptions, targets: readonly string[] = names, photos: readonly string[] = []) => {
    const files = targets.map((name) => path.join(folder, name));
    const { jobs, notes } = askedJobs(files, { photos, preset: undefined, options }, {});
    return { targets: jobs.map(({ target }) => path.basename(target)), notes };
  };
}

test('of an image there is no piece: among others it is left out, alone it is a mistake', async () => {
  const asked = await folderWith('a.mp4', 'b.mkv', 'x.png', 'y.JPG');
  for (const piece of [{ from: 1 }, { to: 2 }, { frames: 3 }]) {
    const options: TaskOptions = { upscaler: 'real_esrgan_x2', ...piece };
    expect(asked(options)).toEqual({
      targets: ['a.mp4', 'b.mkv'],
      notes: [
        'x.png is an image, of which there is no piece, and is left out.',
        'y.JPG is an image, of which there is no piece, and is left out.',
      ],
    });
    expect(() => asked(options, ['x.png'])).toThrow(
      new UsageError('--from, --to and --frames are of a video, and x.png is an image; leave them out.'),
    );
    expect(() => asked(options, ['x.png', 'y.JPG'])).toThrow(/x\.png is an image, as all others are/);
  }
  expect(asked({ upscaler: 'real_esrgan_x2' }).targets).toHaveLength(4);
  expect(asked({ upscaler: 'real_esrgan_x2', preview: 1 }).targets).toHaveLength(4);
});

test('a photo of a clip is told as one, not as an image without a piece', async () => {
  const asked = await folderWith('a.mp4', 'a.jpg', 'x.png');
  expect(asked({ from: 1 })).toEqual({
    targets: ['a.mp4'],
    notes: [
      'a.jpg is a photo of another target, and is not worked on itself.',
      'x.png is an image, of which there is no piece, and is left out.',
    ],
  });
});
