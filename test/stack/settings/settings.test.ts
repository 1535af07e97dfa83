import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from '../../../lib/settings/read-settings.ts';
import { settingsPage } from '../../../lib/settings/settings-table.ts';

function readError(context: Readonly<Record<string, unknown>>): string {
  try {
    readSettings(context);
  } catch (thrown) {
    if (thrown instanceof SettingsError) return thrown.message;
    throw thrown;
  }
  throw new Error('The settings were taken.');
}

describe('settings', () => {
  it('have defaults for everything', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      stage: 'dev',
      fleet: 'ecs',
      minWorkers: 0,
      archiveClass: 'GLACIER',
      alarms: 'all',
    });
  });

  it('read the text of the command line', () => {
    const settings = readSettings({ maxWorkers: '8', cdn: 'false', instanceTypes: 'g5.xlarge, g6.xlarge', logDays: 7 });
    expect(settings).toMatchObject({
      maxWorkers: 8,
      cdn: false,
      instanceTypes: ['g5.xlarge', 'g6.xlarge'],
      logDays: '7',
    });
  });

  it("leave the CDK's own context alone, and refuse a misspelt setting", () => {
    const cdks = {
      ...{ '@aws-cdk/core:x': true, 'aws:cdk:y': [], 'cli-telemetry': false, 'acknowledged-issue-numbers': [1] },
      ...{ 'availability-zones:account=1:region=r': ['a'], 'hosted-zone:account=1': {}, 'ami:account=1': 'ami-1' },
    };
    expect(readSettings(cdks)).toEqual(readSettings({}));
    expect(() => readSettings({ ...cdks, maxWorker: '8' })).toThrow(
      'The settings are not valid:\n  maxWorker: there is no such setting. Did you mean maxWorkers?\n',
    );
  });

  it.each([
    ['workerimage', 'workerImage'],
    ['worker-image', 'workerImage'],
    ['wrokerImage', 'workerImage'],
    ['email', 'noticeEmail or alarmEmail'],
    ['cdnKeyGroup', 'cdnKeyGroupId'],
    ['Stage', 'stage'],
  ])('take %s for %s', (name, near) => {
    expect(() => readSettings({ [name]: 'x' })).toThrow(`${name}: there is no such setting. Did you mean ${near}?\n`);
  });

  it('name several mistakes together, and no value that may be a secret', () => {
    const wrong = { gpus: '2', __proto: '', fleet: 'esc', minWorkers: '1.5', webhookUrl: 'http://a/secret' };
    expect(readError(wrong)).toBe(
      [
        'The settings are not valid:',
        '  gpus: there is no such setting',
        '  __proto: there is no such setting',
        '  fleet: expected ecs, batch or none. Did you mean ecs?',
        '  minWorkers: expected a whole number from 0 to 100',
        '  webhookUrl: expected an https address',
        'docs/settings.md lists them all.',
      ].join('\n'),
    );
    expect(readError({ gpus: '2', minWorkers: '5' })).toMatch(/gpus: .*\n {2}minWorkers: 5 workers cannot/);
  });

  it.each([
    [{ stage: 'Prod' }, /stage: expected 1 to 12/],
    [{ region: 'frankfurt' }, /region/],
    [{ maxWorkers: 'many' }, /maxWorkers: expected a whole number from 1 to 100\n/],
    [{ minWorkers: '' }, /minWorkers: expected a whole number/],
    [{ cdn: 'maybe' }, /cdn: expected true or false\n/],
    [{ network: 'nta' }, /network: expected public, nat or endpoints\. Did you mean nat\?/],
    [{ logDays: '8' }, /logDays: expected 1, 3, 5/],
    [{ alarmEmail: 'me' }, /alarmEmail: expected an e-mail address/],
    [{ workerImage: 'a b' }, /workerImage: expected the URI of an image/],
    [{ modelBucket: 'a..b' }, /modelBucket: expected the name of a bucket/],
    [{ modelBucket: '10.0.0.1' }, /modelBucket: expected the name of a bucket/],
    [{ cdnPrivateKeySecret: 'arn:aws:iam::1:role/a' }, /cdnPrivateKeySecret: expected the ARN of a secret/],
    [{ replicaRegion: 'Ireland', region: 'eu-west-1' }, /replicaRegion: expected a region/],
    [{ instanceTypes: '' }, /instanceTypes: expected a type at least\n/],
    [{ preload: { a: 1 } }, /preload: expected names with "," between them/],
    [{ webhookUrl: 'http://example.com/hook' }, /https/],
    [{ corsOrigins: '*' }, /corsOrigins/],
    [{ inputTierClass: 'STANDARD_IA' }, /STANDARD_IA before day 30 costs more than it saves/],
    [{ inputTierClass: 'ONEZONE_IA', inputTierDays: 29, archiveClass: 'none' }, /ONEZONE_IA before day 30/],
    [{ inputTierClass: 'STANDARD_IA', inputTierDays: 30, archiveDays: 40 }, /Archive on day 60/],
    [{ inputTierClass: 'GLACIER_IR' }, /GLACIER_IR charges 90 days/],
    [{ archiveDays: 7 }, /pay the move to INTELLIGENT_TIERING on day 7 for nothing/],
    [{ inputRetentionDays: 60 }, /Keep them to day 120/],
    [{ archiveClass: 'DEEP_ARCHIVE', inputRetentionDays: 200 }, /Keep them to day 210/],
    [{ archiveClass: 'none', inputRetentionDays: 7 }, /inputRetentionDays/],
    [{ minWorkers: 5 }, /minWorkers: 5 workers cannot/],
    [{ fleet: 'batch', minWorkers: 1 }, /hold no loaded model/],
    [{ fleet: 'none', minWorkers: 1 }, /fleet=none/],
    [{ network: 'endpoints', workerImage: 'ghcr.io/a/b:1' }, /ECR only/],
    [{ instanceTypes: 'm5.large' }, /m5\.large is none of the types with x86, one whole NVIDIA GPU/],
    [{ instanceTypes: 'g5g.xlarge' }, /g5g\.xlarge is none of/],
    [{ instanceTypes: 'g5.12xlarge' }, /g5\.12xlarge is none of/],
    [{ instanceTypes: 'g6f.large' }, /g6f\.large is none of/],
    [{ fleet: 'batch', instanceTypes: 'g6.xlarge,g6.2xlarge' }, /Batch counts vCPUs/],
    [{ lambdaConcurrency: 1 }, /lambdaConcurrency: .*2 at least/],
    [{ preload: 'a b' }, /preload/],
    [{ cdn: 'true' }, /anybody with an address/],
    [{ replicaRegion: 'eu-west-1' }, /region: a replica needs/],
    [{ region: 'eu-west-1', replicaRegion: 'eu-west-1' }, /storage twice/],
  ])('refuse %o with the reason', (context, reason) => {
    expect(() => readSettings(context)).toThrow(reason);
  });

  it.each([
    { inputTierClass: 'STANDARD_IA', inputTierDays: 30, archiveDays: 60 },
    { archiveClass: 'DEEP_ARCHIVE', inputRetentionDays: 210 },
    { archiveClass: 'none', inputRetentionDays: 8 },
    { instanceTypes: 'g6.xlarge,g6.2xlarge,g6e.4xlarge,gr6.4xlarge,g4dn.16xlarge' },
    { preload: 'inswapper_128,yunet_2023_mar', lambdaConcurrency: '2' },
    { preload: '', corsOrigins: ' ' },
    { network: 'endpoints', workerImage: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/faceline@sha256:0' },
  ])('accept %o', (context) => {
    expect(() => readSettings(context)).not.toThrow();
  });

  it('are all on the page, with their defaults', async () => {
    await expect(settingsPage()).toMatchFileSnapshot('../../../docs/settings.md');
  });
});
