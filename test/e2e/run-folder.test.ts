import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const module = path.resolve(import.meta.dirname, '../../bin/commands/local/run-folder.ts');

test('runs into one output folder begin and end without regard to each other, and leave nothing', async () => {
  const out = await temporaryFolder();
  const program = `
    import { writeFile } from 'node:fs/promises';
    const { openRunFolder } = await import(${JSON.stringify(module)});
    for (let round = 0; round < 300; round += 1) {
      const run = await openRunFolder(${JSON.stringify(out)});
      await writeFile(run.folder + '/queue', '');
      await run.remove();
    }`;
  const runs = Array.from({ length: 3 }, () =>
    once(spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'inherit' }), 'exit'),
  );
  expect(await Promise.all(runs)).toEqual(runs.map(() => [0, null]));
  expect(await readdir(out)).toEqual([]);
});
