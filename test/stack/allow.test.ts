import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  idsIn,
  ofType,
  rightsOf,
  type Statement,
  type Synthesised,
  statementsOf,
  synthesise,
} from '../helpers/stack/synth.ts';

const variants = {
  'the defaults': {},
  'a key and a webhook': { encryption: 'kms', webhookUrl: 'https://example.com/hook' },
  'AWS Batch': { fleet: 'batch' },
  'an image that the CDK builds': { workerImage: undefined },
  'AWS Batch and an image that the CDK builds': { fleet: 'batch', workerImage: undefined },
};

/** Actions that work on no narrower resource than "*", and why. Everything else must name what it acts on. */
const needsEverything: Readonly<Record<string, string>> = {
  'xray:PutTelemetryRecords': 'X-Ray has no resources',
  'xray:PutTraceSegments': 'X-Ray has no resources',
  'ecr:GetAuthorizationToken': 'the token is for the account',
  'ecs:DiscoverPollEndpoint': 'the agent asks before it belongs to a cluster',
  'ecs:Poll': 'narrowed by a condition on the cluster',
  'ecs:StartTelemetrySession': 'narrowed by a condition on the cluster',
  'logs:CreateLogStream': "the ECS agent's own, written by the CDK for awslogs on EC2",
  'logs:PutLogEvents': "the ECS agent's own, written by the CDK for awslogs on EC2",
};

const identityStatements = (resources: Synthesised['resources']): readonly Statement[] =>
  [...ofType(resources, 'AWS::IAM::Policy'), ...ofType(resources, 'AWS::IAM::ManagedPolicy')].flatMap(
    ([, { Properties }]) => statementsOf(Properties.PolicyDocument),
  );

describe.each(Object.entries(variants))('rights with %s', (_, settings) => {
  const { resources } = synthesise(settings);
  const statements = identityStatements(resources);

  it('have no * action', () => {
    const wide = statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'));
    // The agent's Submit* calls on its own cluster, written by the CDK.
    expect(wide.filter((action) => action !== 'ecs:Submit*')).toEqual([]);
  });

  it('have no * resource without a reason', () => {
    const wide = statements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);
    expect(wide.filter((action) => !(action in needsEverything))).toEqual([]);
  });

  it('grant nothing on whole buckets of objects', () => {
    const resourcesOfObjects = statements
      .filter(({ Action }) => Action.some((action) => action.startsWith('s3:')))
      .flatMap(({ Resource }) => Resource.map((one) => JSON.stringify(one)));
    expect(resourcesOfObjects.filter((one) => /"\/\*"\]\]/.test(one))).toEqual([]);
  });
});

describe('the worker', () => {
  const { resources } = synthesise();
  const worker = rightsOf(resources, 'ScopeWorker');

  it('trusts ecs-tasks and nobody else', () => {
    const [, role] = ofType(resources, 'AWS::IAM::Role').find(([id]) => id.startsWith('ScopeWorker')) ?? [];
    const trust = z.looseObject({ Statement: z.array(z.unknown()) }).parse(role?.Properties.AssumeRolePolicyDocument);
    expect(trust.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' } },
    ]);
  });

  it('has the queue, models, its data role and its own protection, and no data', () => {
    expect(worker.map(({ Sid }) => Sid).sort()).toEqual([
      'ListModels',
      'ProtectFromScaleIn',
      'ReadModels',
      'TakeScope',
      'WorkTheQueue',
    ]);
    const touched = worker.flatMap(({ Resource }) => idsIn(Resource));
    expect(touched.filter((id) => /^Media(Input|Output)/.test(id))).toEqual([]);
  });

  it('can pass on nothing but its data role', () => {
    const assume = worker.filter(({ Action }) => Action.some((action) => action.startsWith('sts:')));
    expect(assume.flatMap(({ Action }) => Action)).toEqual(['sts:AssumeRole']);
    expect(assume.flatMap(({ Resource }) => idsIn(Resource))).toEqual([expect.stringMatching(/^ScopeData/)]);
  });
});

describe('the data role', () => {
  const { resources } = synthesise();
  const data = rightsOf(resources, 'ScopeData');

  it('trusts the worker and nobody else, for an hour', () => {
    const [, role] = ofType(resources, 'AWS::IAM::Role').find(([id]) => id.startsWith('ScopeData')) ?? [];
    expect(role?.Properties.MaxSessionDuration).toBe(3600);
    const trust = z
      .looseObject({ Statement: z.array(z.looseObject({ Principal: z.unknown() })) })
      .parse(role?.Properties.AssumeRolePolicyDocument);
    expect(trust.Statement.map(({ Principal }) => idsIn(Principal))).toEqual([[expect.stringMatching(/^ScopeWorker/)]]);
  });

  it('reads sources and photos, works in outputs and segments, and tags nothing', () => {
    const actions = new Set(data.flatMap(({ Action }) => Action));
    expect([...actions].sort()).toEqual([
      's3:AbortMultipartUpload',
      's3:DeleteObject',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListBucket',
      's3:ListMultipartUploadParts',
      's3:PutObject',
    ]);
    const writes = data.find(({ Sid }) => Sid === 'WriteResults');
    expect(JSON.stringify(writes?.Resource)).not.toContain('MediaInput');
    expect(JSON.stringify(data.find(({ Sid }) => Sid === 'ReadSources')?.Resource)).not.toContain('/jobs/');
  });

  it('reads templates, which manifests name', () => {
    expect(JSON.stringify(data.find(({ Sid }) => Sid === 'ReadSources')?.Resource)).toContain('/templates/*');
  });

  it('lists only below named folders', () => {
    for (const statement of data.filter(({ Action }) => Action.includes('s3:ListBucket'))) {
      expect(statement.Condition).toHaveProperty('StringLike');
    }
  });

  it('uses the key through S3 alone', () => {
    const own = synthesise({ encryption: 'kms', fleet: 'none' }).resources;
    for (const role of ['ScopeData', 'ScopeWorker', 'IntakeRole', 'DeliveryNotifyRole', 'DeadLetterHandlerRole']) {
      const uses = rightsOf(own, role).filter(({ Action }) => Action.some((action) => action.startsWith('kms:')));
      expect(uses.length, role).toBeGreaterThan(0);
      for (const { Condition } of uses) {
        expect(Condition).toMatchObject({ StringEquals: { 'kms:ViaService': expect.stringMatching(/^s3\./) } });
      }
    }
  });
});

describe('with a key, each role decrypts where it reads and makes data keys where it writes', () => {
  const { resources } = synthesise({ encryption: 'kms', fleet: 'none' });
  const bucketsFor = (role: string, action: string): readonly string[] =>
    rightsOf(resources, role)
      .filter(({ Action }) => Action.includes(action))
      .flatMap(({ Condition }) => idsIn(Condition))
      .map((id) => /^Media(Input|Output|Models)/.exec(id)?.[1] ?? id)
      .sort();
  it.each([
    ['ScopeWorker', ['Models'], []],
    ['ScopeData', ['Input', 'Output'], ['Output']],
    ['IntakeRole', ['Input', 'Output'], ['Output']],
    ['DeadLetterHandlerRole', ['Output'], ['Output']],
    ['DeliveryNotifyRole', ['Output'], []],
    ['DeliveryLinkSigner', ['Output'], []],
  ])('%s', (role, reads, writes) => {
    expect(bucketsFor(role, 'kms:Decrypt')).toEqual(reads);
    expect(bucketsFor(role, 'kms:GenerateDataKey')).toEqual(writes);
  });
});

describe('Lambdas', () => {
  const { resources } = synthesise();
  const objectsOf = (role: string, sid: string): string =>
    JSON.stringify(rightsOf(resources, role).find(({ Sid }) => Sid === sid)?.Resource);

  it('intake looks at the templates that a manifest names', () => {
    expect(objectsOf('IntakeRole', 'ReadUploads')).toContain('/templates/*');
  });

  it.each([
    ['IntakeRole', ['Input', 'Output']],
    ['DeliveryNotifyRole', ['Output']],
  ])('%s lists what it reads: else a missing object is 403, and tried again for nothing', (role, buckets) => {
    const lists = rightsOf(resources, role).filter(({ Action }) => Action.includes('s3:ListBucket'));
    const listed = lists.flatMap(({ Resource }) => idsIn(Resource)).map((id) => /^Media(Input|Output)/.exec(id)?.[1]);
    expect(listed).toEqual(buckets);
  });

  it('notify reads reports alone; what its links may open is a role of its own, for an hour', () => {
    expect(objectsOf('DeliveryNotifyRole', 'ReadReports')).toMatch(/\/output\/\*\/report\.json"/);
    const reads = rightsOf(resources, 'DeliveryNotifyRole').filter(({ Action }) => Action.includes('s3:GetObject'));
    expect(reads).toHaveLength(1);
    const signer = rightsOf(resources, 'DeliveryLinkSigner');
    expect(signer.map(({ Action, Resource }) => [Action, JSON.stringify(Resource)])).toEqual([
      [['s3:GetObject'], expect.stringMatching(/\/images\/output\/\*".*\/videos\/output\/\*"/)],
    ]);
    const assume = rightsOf(resources, 'DeliveryNotifyRole').filter(({ Action }) => Action.includes('sts:AssumeRole'));
    expect(assume.flatMap(({ Resource }) => idsIn(Resource))).toEqual([expect.stringMatching(/^DeliveryLinkSigner/)]);
  });

  it('dead-letter reads the reports it finds, and nothing else', () => {
    const reads = rightsOf(resources, 'DeadLetterHandlerRole').filter(({ Action }) => Action.includes('s3:GetObject'));
    expect(reads).toHaveLength(1);
    for (const one of reads[0]?.Resource ?? []) expect(JSON.stringify(one)).toMatch(/\/output\/\*\/report\.json"/);
  });
});

describe('Lambdas write reports under no other name', () => {
  const { resources } = synthesise();
  it.each(['IntakeRole', 'DeadLetterHandlerRole'])('%s', (role) => {
    const writes = rightsOf(resources, role).filter(({ Action }) => Action.includes('s3:PutObject'));
    expect(writes).toHaveLength(1);
    for (const one of writes[0]?.Resource ?? []) expect(JSON.stringify(one)).toMatch(/\/output\/\*\/report\.json"/);
  });
});
