import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { suiteFolder } from '../../helpers/files/suite-folder.ts';

const folder = suiteFolder();

test('a mistaken setting is answered without a stack trace, and nothing is written', async () => {
  const app = path.resolve(import.meta.dirname, '../../../bin/app.ts');
  // What the CDK's command line hands to the app.
  const context = { '@aws-cdk/core:enablePartitionLiterals': true, 'aws:cdk:enable-path-metadata': true };
  const CDK_CONTEXT_JSON = JSON.stringify({ ...context, workerimage: 'x', fleet: 'esc' });
  const { status, stdout, stderr } = spawnSync(process.execPath, [app], {
    env: { ...process.env, CDK_CONTEXT_JSON, CDK_OUTDIR: folder() },
    encoding: 'utf8',
  });
  expect(stderr).toBe(
    [
      'The settings are not valid:',
      '  workerimage: there is no such setting. Did you mean workerImage?',
      '  fleet: expected ecs, batch or none. Did you mean ecs?',
      'docs/settings.md lists them all.\n',
    ].join('\n'),
  );
  expect([status, stdout, await readdir(folder())]).toEqual([1, '', []]);
});
