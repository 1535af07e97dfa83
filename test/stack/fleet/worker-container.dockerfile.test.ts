import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeWithServer } from '../../helpers/servers/describe-with-server.ts';
import { installedProgram } from '../../helpers/servers/server-tools.ts';

/** What hadolint says of a Dockerfile, by its path or its text. */
function lint(from: { readonly file: string } | { readonly text: string }): string {
  const [file, input] = 'file' in from ? [from.file, ''] : ['-', from.text];
  const { stdout, stderr } = spawnSync(installedProgram('hadolint') ?? '', ['--no-color', file], {
    input,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
}

describeWithServer('hadolint', "hadolint on the worker's image", () => {
  it('has nothing to say, of the stages with CUDA and without', () => {
    expect(lint({ file: path.resolve(import.meta.dirname, '../../../gpu-worker/Dockerfile') })).toBe('');
  });

  it('would say it', () => {
    expect(lint({ text: 'FROM debian\nRUN cd /tmp\n' })).toMatch(/DL3006.*\n.*DL3003/);
  });
});
