import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { buildDist } from '../../bin/build-dist.ts';
import { exitCodes } from '../../bin/commands/exit-codes.ts';
import { facelineVersion } from '../../contract/version.ts';
import { suiteFolder } from '../helpers/files/suite-folder.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';

const root = path.resolve(import.meta.dirname, '../..');
const suite = suiteFolder();
const work = (): string => path.join(suite(), 'work');

/** What a package holds once it is installed: the launcher, what was built, and the packages it needs. */
beforeAll(async () => {
  // Node says once that stripping types is an experiment.
  vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  await buildDist(path.join(suite(), 'dist'));
  for (const name of ['package.json', 'bin/faceline.cjs', 'bin/brought-node.cjs'])
    await cp(path.join(root, name), path.join(suite(), name));
  await symlink(path.join(root, 'node_modules'), path.join(suite(), 'node_modules'));
  await mkdir(work());
});

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [path.join(suite(), 'bin/faceline.cjs'), ...args],
      { cwd: work() },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

describe('what is built for the package', () => {
  it('works on a picture, in a worker process and its threads, and compares in threads', async () => {
    const { photo } = await demoInputs();
    const models = ['--models', path.join(suite(), 'dist/examples/demo/models')];
    const swapped = await run('local', '--target', photo, '--source', photo, ...models, '--out', 'out');
    expect(swapped).toMatchObject({ code: exitCodes.done, stdout: '' });
    expect(swapped.stderr).toMatch(/1 found, 1 swapped/);
    const [image = ''] = (await readdir(path.join(work(), 'out'))).filter((name) => name.endsWith('.png'));
    const compared = await run('compare', photo, path.join('out', image), ...models, '--json');
    expect(compared.code).toBe(exitCodes.done);
    expect(JSON.parse(compared.stdout)).toBeTypeOf('object');
  });

  it('calls itself by its installed name, and says its version', async () => {
    const wrong = await run('local', '--targett', 'x');
    expect(wrong.code).toBe(exitCodes.usage);
    expect(wrong.stderr).toContain('See: faceline local --help');
    expect((await run('models', '--help')).stdout).toContain('\n  faceline models pull ');
    expect(await run('--version')).toEqual({ code: exitCodes.done, stdout: `${facelineVersion}\n`, stderr: '' });
  });
});
