import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../bin/commands/exit-codes.ts';
import { runFaceline } from '../helpers/cli/run-faceline.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const models = ['--models', demoModelsFolder];

describe('a wrong command line', () => {
  it.each([
    ['an unknown option', ['local', '--targett', 'x']],
    ['a target that is not there', ['local', '--target', 'nowhere.mp4', '--source', 'nobody.jpg']],
    ['an unknown preset', ['local', '--preset', 'nice']],
    ['a gender that nobody is asked for', ['local', '--select-gender', 'neither']],
    ['nothing to do', ['local', '--target', 'package.json', '--models', '.']],
    ['a swapper and nobody', ['local', '--target', 'package.json', '--swapper', 'inswapper_128', '--models', '.']],
    ['an unknown model', ['local', '--enhancer', 'gfpgan_1.5']],
    ['an unknown model to look for faces', ['inspect', 'package.json', '--detector', 'yunet']],
    ['an unknown model to measure', ['compare', 'package.json', 'package.json', '--landmarker', '2dfan']],
    ['a photo that is a folder', ['local', '--target', 'package.json', '--source', 'bin']],
    ['a source without a target', ['local', '--source', 'package.json']],
    ['a rate factor that x264 does not know', ['local', '--crf', '99']],
    ['no frames', ['local', '--target', 'README.md', '--frames', '0', ...models]],
    ['nobody at work', ['local', '--frame-workers', '0']],
    ['more at work than there may be', ['inspect', 'README.md', '--frame-workers', '65', ...models]],
    ['a number that is none', ['local', '--detector-score', 'high']],
    ['no run to measure', ['bench', '--runs', '0']],
    ['options that npm kept to itself', ['local', 'clip.mp4', 'me.jpg']],
    ['a folder for results that is a file', ['local', '--out', 'package.json']],
    ['a folder for results that nobody can make', ['local', '--out', '/dev/null/x']],
    ['a result that would not be what its name says', ['local', '--target', 'README.md', '-o', 'x.mkv', ...models]],
    ['two ways to say where results go', ['local', '--target', 'README.md', '--out', 'x', '-o', 'x.mp4', ...models]],
    ['one name for several results', ['local', '--target', 'README.md', 'LICENSE', '-o', 'x.mp4', ...models]],
    ['two answers to names that are taken', ['local', '--force', '--number']],
    ['an unknown command', ['swap']],
  ])('ends with 3 for %s', async (_what, args) => {
    const run = await runFaceline(args);
    expect(run.code).toBe(exitCodes.usage);
    expect(run.stderr.length).toBeGreaterThan(20);
    expect(run.stderr).not.toContain('    at ');
    const command = args[0] === 'swap' ? '' : `${args[0]} `;
    expect(run.stderr).toContain(`See: npm run faceline -- ${command}--help`);
  });

  it('says what a bare file was meant to be, or what npm kept to itself', async () => {
    const { stderr } = await runFaceline(['local', 'clip.mp4']);
    expect(stderr).toMatch(
      /^error: too many arguments.*\nFiles are named with --target\. npm hands .* "--"\. .*local --target clip\.mp4\nSee:/s,
    );
    expect((await runFaceline(['doctor', 'now'])).stderr).toMatch(/too many arguments.*\nnpm hands .* doctor …\nSee:/s);
  });

  it('is told once by a bench too, in the words of what it measures', async () => {
    const run = await runFaceline(['bench', '--runs', '1', '--target', 'README.md', ...models]);
    expect(run).toMatchObject({ code: exitCodes.usage, stdout: '' });
    expect(run.stderr).toMatch(/^Nothing says what to do with README\.md\. .*\nSee: .* --help\n$/);
  });

  it('ends with 3 for a wrong setting of the environment, and names it', async () => {
    const env = { ...process.env, FACELINE_FRAME_WORKERS: '0' };
    const run = await runFaceline(['local', '--quiet', '--out', await temporaryFolder()], { env });
    expect(run.code).toBe(exitCodes.usage);
    expect(run.stderr).toMatch(/^A setting .* FACELINE_FRAME_WORKERS: expected at least 1, not "0"\.\nSee: .*\n$/);
  });
});
