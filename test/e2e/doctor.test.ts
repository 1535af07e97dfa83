import path from 'node:path';
import { expect, it } from 'vitest';
import { runFaceline } from '../helpers/cli/run-faceline.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';

const demoModels = path.resolve(import.meta.dirname, '../../examples/demo/models');

it('says of this machine, as it is, that the default job can run, and that it cannot without models', async () => {
  const folder = await temporaryFolder();
  const well = await runFaceline(['doctor', '--models', demoModels, '--out', folder]);
  expect(well.stdout).toMatch(/^ok +ffmpeg +\d/m);
  expect(well.stdout).toMatch(/^ok +ONNX Runtime +\d+\.\d+\.\d+; knows cpu/m);
  expect(well.stdout).toContain('can run here.');
  expect(well).toMatchObject({ code: 0, stderr: '' });

  const ill = await runFaceline(['doctor', '--models', path.join(folder, 'none'), '--out', folder, '--json']);
  expect(ill).toMatchObject({ code: 2, stderr: '' });
  expect(JSON.parse(ill.stdout)).toMatchObject({ canRun: false });
  expect(ill.stdout).toContain('models pull yunet_2023_mar');
});
