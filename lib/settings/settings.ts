import * as z from 'zod';

const yesNo = (fallback: boolean) =>
  z.union([z.boolean(), z.stringbool()], { error: 'expected true or false' }).default(fallback);
const count = (min: number, max: number, fallback: number) => {
  const expected = `expected a whole number from ${min} to ${max}`;
  const read = (value: unknown) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);
  return z.preprocess(read, z.int(expected).min(min, expected).max(max, expected)).default(fallback);
};
const namesIn = (text: string) => (text.trim() === '' ? [] : text.split(',').map((part) => part.trim()));
const list = <T extends z.ZodType<string>>(item: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? namesIn(value) : value),
    z.array(item, 'expected names with "," between them'),
  );
const word = (expected: string) => z.string(expected).regex(/^\S+$/, expected);
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as eu-central-1');
const email = z.email('expected an e-mail address');
const bucketName = z
  .string()
  .regex(/^(?!.*(\.\.|\.-|-\.))(?![\d.]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket');

/** Days CloudWatch Logs can keep a line for. */
const logDays = ['1', '3', '5', '7', '14', '30', '60', '90', '180', '365'] as const;

/**
 * Every setting of the stack: `cdk deploy -c name=value`, or `context` in cdk.json. Values from the command line are
 * text and are converted. `description` and `cost` are printed into docs/settings.md.
 */
export const settingsFields = {
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,11}$/, 'expected 1 to 12 of a-z, 0-9 and "-", a letter first')
    .default('dev')
    .meta({ description: 'Name of this copy of Faceline. Only `test` deletes its buckets and keys with the stack.' }),
  region: region.optional().meta({
    description: "AWS region; the CLI's own when absent.",
    cost: 'GPU prices differ by up to 60 % by region.',
  }),
  synthesizer: z.enum(['default', 'cli']).default('default').meta({
    description: '`cli` deploys with the rights of whoever runs the CLI instead of the roles of `cdk bootstrap`.',
  }),

  fleet: z.enum(['ecs', 'batch', 'none']).default('ecs').meta({
    description: 'Compute: long-lived workers on ECS, one AWS Batch job a task, or none (workers run elsewhere).',
    cost: 'ECS keeps models loaded between tasks; Batch pays a cold start of minutes for each job after an idle time.',
  }),
  workerImage: word('expected the URI of an image').optional().meta({
    description:
      'URI of the worker image, best by digest. Absent: built from gpu-worker/Dockerfile at deploy (docker).',
  }),
  instanceTypes: list(z.string().regex(/^[a-z0-9-]+\.[a-z0-9]+$/, 'expected instance types such as g6.xlarge'))
    .pipe(z.array(z.string()).min(1, 'expected a type at least').max(20, 'expected 20 types at most'))
    .default(['g6.xlarge', 'g5.xlarge', 'g4dn.xlarge'])
    .meta({
      description:
        'Instance types with one GPU and NVMe, by choice. More types: fewer Spot interruptions. Of one size with `fleet=batch`.',
      cost: 'Cost per video minute by type: docs/operations.md, Cost.',
    }),
  minWorkers: count(0, 100, 0).meta({
    description: 'Workers that always run.',
    cost: '0 costs nothing while idle and 3 to 6 minutes at the first task; each 1 is an instance around the clock.',
  }),
  maxWorkers: count(1, 100, 4).meta({ description: 'Most workers at once.', cost: 'Bounds the bill of an hour.' }),
  idleMinutes: count(5, 240, 15).meta({
    description:
      'Minutes without work before the fleet goes to `minWorkers`. Below 15, a late SQS metric may stop it early.',
    cost: 'Each idle spell is paid for this long, and up to 15 minutes more until instances leave.',
  }),
  tasksPerWorker: count(1, 1000, 1).meta({
    description: 'Waiting or running tasks that justify one worker.',
    cost: 'Higher: fewer cold starts to pay for, longer waits.',
  }),
  spotShare: count(0, 100, 100).meta({
    description: 'Share of Spot among instances above `onDemandBase`, per cent. AWS Batch fills the Spot share first.',
    cost: 'Spot costs 50 to 70 % less; an interrupted task starts again elsewhere.',
  }),
  onDemandBase: count(0, 100, 0).meta({ description: 'Instances that are on-demand before the share counts.' }),
  network: z.enum(['public', 'nat', 'endpoints']).default('public').meta({
    description: 'Way out for workers: public addresses with nothing open inward, one NAT, or VPC endpoints only.',
    cost: 'public: 0.005 USD per address-hour. nat: about 33 USD a month + 0.045 USD/GB. endpoints: 7.30 USD a month for each of 8 in each of 2 or 3 zones, so 117 or 175 USD, + 0.01 USD/GB.',
  }),
  rootVolumeGb: count(60, 1000, 80).meta({
    description: 'Root disk of a worker instance, GiB.',
    cost: '0.08 USD/GiB a month while it runs.',
  }),

  screening: z.enum(['auto', 'require']).default('auto').meta({
    description:
      '`require`: no worker takes a task without the three models that screen content; `auto` screens where they are.',
  }),
  use: z.enum(['any', 'commercial']).default('any').meta({
    description: '`commercial` refuses every model whose licence does not permit commercial use.',
  }),
  preload: list(z.string().regex(/^[\w.-]+$/, 'expected names of models such as inswapper_128'))
    .default([])
    .meta({
      description: 'Models a worker loads before its first task, by name. They must lie in the model bucket.',
      cost: 'Moves their loading from the first task to the start of each worker.',
    }),
  modelBucket: bucketName.optional().meta({
    description: 'Existing bucket with `models/`. Absent: the stack makes one.',
    cost: 'One bucket for several stages stores the models once.',
  }),
  modelCacheMb: count(100, 1_000_000, 8_000).meta({
    description: 'Most megabytes of model files that stay loaded in a worker, in all its frame workers together.',
  }),
  modelDiskMb: count(100, 10_000_000, 20_000).meta({
    description: 'Most megabytes of models from the bucket that a worker keeps on its disk.',
  }),

  encryption: z.enum(['s3', 'kms']).default('s3').meta({
    description: "`kms`: a key of the stack's own, with S3 bucket keys.",
    cost: 'kms: 1 USD a month for the key, and requests (bucket keys keep them few).',
  }),
  corsOrigins: list(z.string().regex(/^https:\/\/[^/*]+$/, 'expected https origins without a path or "*"'))
    .default([])
    .meta({ description: 'Origins whose pages may upload to the input bucket and read results by presigned links.' }),
  inputTierClass: z
    .enum(['INTELLIGENT_TIERING', 'GLACIER_IR', 'STANDARD_IA', 'ONEZONE_IA'])
    .default('INTELLIGENT_TIERING')
    .meta({
      description: 'Storage class of inputs after `inputTierDays`.',
      cost: 'INTELLIGENT_TIERING has no minimum duration; the others charge 30 or 90 days at least.',
    }),
  inputTierDays: count(0, 3650, 7).meta({ description: 'Age at which inputs move to `inputTierClass`, days.' }),
  archiveClass: z.enum(['GLACIER', 'DEEP_ARCHIVE', 'none']).default('GLACIER').meta({
    description: 'Archive of inputs. An archived input must be restored before it can run again.',
    cost: 'GLACIER about 16 %, DEEP_ARCHIVE about 4 % of STANDARD; minimum charges of 90 and 180 days.',
  }),
  archiveDays: count(1, 3650, 30).meta({ description: 'Age at which inputs are archived, days.' }),
  inputRetentionDays: count(0, 36500, 0).meta({
    description: 'Age at which inputs are deleted, days; 0 keeps them.',
    cost: 'Kept inputs cost for ever.',
  }),
  personRetentionDays: count(0, 36500, 30).meta({
    description:
      "Age at which persons' photos (biometric data), and manifests, which name persons, are deleted, days; 0 keeps them.",
  }),
  outputRetentionDays: count(0, 36500, 0).meta({
    description: 'Age at which results, and their copies in `replicaRegion`, are deleted, days; 0 keeps them.',
    cost: 'Kept results cost for ever.',
  }),
  segmentRetentionDays: count(1, 30, 3).meta({
    description: 'Age at which segments of films and debug frames are deleted, days.',
  }),
  noncurrentDays: count(1, 365, 7).meta({
    description: 'How long replaced or deleted versions can be recovered, days.',
    cost: 'Each kept version costs like an object.',
  }),
  abortUploadDays: count(1, 30, 2).meta({
    description: 'Age at which unfinished uploads are aborted, days.',
    cost: 'Parts of unfinished uploads cost and show in no listing.',
  }),
  replicaRegion: region.optional().meta({
    description: "Region to replicate results to. Inputs and persons' photos are never replicated.",
    cost: 'Storage twice, plus 0.02 USD/GB between regions.',
  }),

  lambdaConcurrency: count(0, 100, 5).meta({
    description: 'Reserved concurrency of each Lambda, 2 at least; 0 reserves none (new accounts have only 10 in all).',
  }),
  linkS: count(60, 3600, 3600).meta({ description: 'Longest life of a presigned link in a notice, seconds.' }),
  webhookUrl: z
    .url({ protocol: /^https$/, error: 'expected an https address' })
    .optional()
    .meta({
      description: 'Address that gets every notice, signed with HMAC-SHA256.',
      cost: 'The secret: 0.40 USD a month.',
    }),
  noticeEmail: email.optional().meta({ description: 'Address that gets every notice by e-mail.' }),
  cdn: yesNo(false).meta({
    description: 'CloudFront before the results, for signed links only. Needs `cdnKeyGroupId`.',
    cost: 'Traffic from CloudFront: the first TB a month is free, then from 0.085 USD/GB.',
  }),
  cdnKeyGroupId: word('expected the id of a key group')
    .optional()
    .meta({ description: 'CloudFront key group whose keys sign links.' }),
  cdnPublicKeyId: word('expected the id of a public key')
    .optional()
    .meta({ description: 'Id of the public key in that group that the notify Lambda signs for.' }),
  cdnPrivateKeySecret: z
    .string()
    .regex(/^arn:[a-z-]+:secretsmanager:/, 'expected the ARN of a secret')
    .optional()
    .meta({ description: 'ARN of the secret with the private key (PEM).' }),

  alarms: z.enum(['all', 'basic']).default('all').meta({
    description: '`basic`: only alarms on single metrics, no dashboard.',
    cost: 'all: about 7 USD a month (20 alarms, some on several metrics, and a dashboard), and with `fleet=ecs` Container Insights, about 0.01 USD an hour while workers run; basic: about 0.90 USD.',
  }),
  requestMetrics: yesNo(true).meta({
    description: 'Request metrics of the output bucket, for the alarm on 5xx answers.',
    cost: 'About 16 metrics at 0.30 USD a month.',
  }),
  alarmEmail: email.optional().meta({ description: 'Address that gets alarms. AWS asks it to confirm once.' }),
  logDays: z
    .preprocess(String, z.enum(logDays))
    .default('30')
    .meta({ description: 'Days CloudWatch keeps logs.', cost: '0.03 USD/GB a month.' }),
};

/** All settings of one deployment, checked one by one; `settings-rules.ts` checks them together. */
export const settingsSchema = z.object(settingsFields);
export type Settings = z.infer<typeof settingsSchema>;
