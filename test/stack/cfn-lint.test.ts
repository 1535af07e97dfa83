import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { synthesise } from './synth.ts';

const present = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' }).status === 0;
const title = present ? 'cfn-lint' : 'cfn-lint (skipped: it is not on PATH; pip install cfn-lint)';

/** Warnings about how the CDK writes templates, which nobody here can change. */
const ignored = ['W3005'];

/** One run for all of them: starting cfn-lint takes longer than linting. */
function lint(templates: readonly object[]): { readonly status: number | null; readonly text: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'faceline-lint-'));
  const files = templates.map((template, index) => {
    const file = path.join(folder, `template-${index}.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  });
  const { status, stdout, stderr } = spawnSync('cfn-lint', ['--ignore-checks', ...ignored, '--', ...files], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return { status, text: `${stdout}${stderr}`.replaceAll(`${folder}/`, '') };
}

const variants = [
  {},
  { fleet: 'batch', network: 'nat', spotShare: 50 },
  {
    encryption: 'kms',
    network: 'endpoints',
    alarmEmail: 'a@example.com',
    noticeEmail: 'b@example.com',
    webhookUrl: 'https://example.com/hook',
  },
];

describe.skipIf(!present)(title, () => {
  it('has nothing to say about the defaults, AWS Batch, a key and endpoints', () => {
    const templates = variants.map((settings) => synthesise(settings).template.toJSON());
    expect(lint(templates)).toEqual({ status: 0, text: '' });
  });

  it('would say it', () => {
    const { status, text } = lint([{ Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { Bukket: 1 } } } }]);
    expect(status).not.toBe(0);
    expect(text).toContain('Bukket');
  });
});
