import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeWithServer } from '../helpers/servers/describe-with-server.ts';
import { installedProgram } from '../helpers/servers/server-tools.ts';
import { synthesise } from '../helpers/stack/synth.ts';

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
  const python = installedProgram('cfn-lint') ?? '';
  const script = path.join(path.dirname(python), 'cfn-lint');
  const { stdout, stderr } = spawnSync(python, [script, ...options, '--', ...files], { encoding: 'utf8' });
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
  { workerImage: undefined, preload: 'inswapper_128' },
  { workerImage: undefined, fleet: 'batch' },
  {
    region: 'eu-central-1',
    replicaRegion: 'eu-west-1',
    outputRetentionDays: 90,
    cdn: true,
    cdnKeyGroupId: '0123abcd-0000-0000-0000-000000000000',
    cdnPublicKeyId: 'K1',
    cdnPrivateKeySecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-abc',
  },
];

describeWithServer('cfn-lint', 'cfn-lint', () => {
  // Six templates take minutes where the machine is busy.
  it('has nothing to say about any variant', { timeout: 600_000 }, () => {
    const synthesised = variants.map((settings) => synthesise(settings));
    const templates = synthesised.map(({ template }) => template.toJSON());
    const replicas = synthesised.map(({ replica }) => replica).filter((replica) => Object.keys(replica).length > 0);
    expect(replicas).toHaveLength(1);
    expect(lint([...templates, ...replicas.map((Resources) => ({ Resources }))])).toEqual([]);
  });

  it('would say it', () => {
    const found = lint([{ Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { Bukket: 1 } } } }]);
    expect(found).toEqual([expect.stringContaining('Bukket')]);
  });
});
