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
/** A right that AWS does not know and compatible servers ask for (lib/task-queue.ts says why). */
const foreignAction = /:W3037:'sendmessagebatch' is not one of/i;

/** One run for all of them: starting cfn-lint takes longer than linting. */
function lint(templates: readonly object[]): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'faceline-lint-'));
  const files = templates.map((template, index) => {
    const file = path.join(folder, `template-${index}.json`);
    writeFileSync(file, JSON.stringify(template));
    return file;
  });
  const options = ['--format', 'parseable', '--ignore-checks', ...ignored];
  const { stdout, stderr } = spawnSync('cfn-lint', [...options, '--', ...files], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  const lines = `${stdout}${stderr}`.replaceAll(`${folder}/`, '').split('\n');
  return lines.filter((line) => line !== '' && !foreignAction.test(line));
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

// Three templates take a minute where the machine is busy.
describe.skipIf(!present)(title, { timeout: 600_000 }, () => {
  it('has nothing to say about the defaults, AWS Batch, a key and endpoints', () => {
    const templates = variants.map((settings) => synthesise(settings).template.toJSON());
    expect(lint(templates)).toEqual([]);
  });

  it('would say it', () => {
    const found = lint([{ Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { Bukket: 1 } } } }]);
    expect(found).toEqual([expect.stringContaining('Bukket')]);
  });
});
