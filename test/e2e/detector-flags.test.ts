import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../bin/commands/exit-codes.ts';
import { printedReport, runFaceline } from '../helpers/cli/run-faceline.ts';
import { drawEverybody } from '../helpers/faces/crowd-clip.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';
import { sharedFile } from '../helpers/media/shared.ts';
import { useClips } from '../helpers/video/make-clip.ts';

describe('faceline local and its detector', () => {
  const clips = useClips();
  test('finds lying faces when it is told to turn frames, and says what it did', async () => {
    const folder = await temporaryFolder();
    const lying = path.join(folder, 'lying.png');
    await sharp((await drawEverybody(clips)).png)
      .rotate(270)
      .png()
      .toFile(lying);
    const run = async (...flags: string[]) => {
      const source = ['--target', lying, '--source', sharedFile('photos/source_astronaut.jpg')];
      const done = await runFaceline([
        ...['local', '--json', ...source, ...flags],
        ...['--models', sharedFile('models'), '--number', '--out', path.join(folder, 'out')],
      ]);
      return printedReport(done);
    };
    expect((await run()).result?.faces).toMatchObject({ found: 0 });
    const flags = ['--detector-angles', '270', '0', '--detector-margin', '10', '--detector-score', '0.45'];
    const turned = await run(...flags);
    expect(turned.result?.faces).toMatchObject({ found: 4, changed: { swap: 4 } });
    expect(turned.task?.analysis.detector).toEqual({
      ...{ model: 'yunet_2023_mar', score: 0.45 },
      ...{ angles: [0, 270], margin: [10, 10, 10, 10] },
    });
  });

  test.each([
    ['an angle that is no quarter', ['--detector-angles', '45'], /--detector-angles/],
    ['two margins', ['--detector-margin', '5', '5'], /--detector-margin/],
    ['a score above 1', ['--detector-score', '1.5'], /--detector-score/],
  ])('ends with 3 for %s', async (_what, flags, message) => {
    const files = ['--target', 'package.json', '--source', 'package.json', '--models', sharedFile('models')];
    const run = await runFaceline(['local', ...files, ...flags]);
    expect(run.code).toBe(exitCodes.usage);
    expect(run.stderr).toMatch(message);
  });
});
