import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findTargets } from '../../../../bin/commands/local/find-targets.ts';
import { mustBePhoto, mustRead } from '../../../../bin/commands/must-read.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';

test('a file that may not be read is told from one that is damaged', () => {
  const denied = (): never => {
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  };
  expect(() => mustRead('--target', '/films/clip.mp4', denied)).toThrow(
    /^--target: \/films\/clip\.mp4 cannot be read: you may not read it\. Change its rights/,
  );
});

// Root may read everything.
test.skipIf(process.getuid?.() === 0)('targets and photos that may not be read are refused before work', async () => {
  const file = path.join(await temporaryFolder(), 'clip.mp4');
  await writeFile(file, 'a film');
  await chmod(file, 0);
  expect(() => findTargets([file])).toThrow(/--target: .*you may not read it/);
  expect(() => findTargets([path.dirname(file)])).toThrow(/--target: .*you may not read it/);
  expect(() => mustBePhoto('--source', file)).toThrow(/--source: .*you may not read it/);
});
