import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { settingsFields } from '../../lib/settings/settings.ts';
import { idsIn, ofType, type Resource, type Synthesised, synthesise } from '../helpers/stack/synth.ts';

const { resources, template } = synthesise();
const withBatch = synthesise({ fleet: 'batch' }).resources;
const runbook = readFileSync(path.resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8');
const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-'),
);
const alarmsOf = (from: Synthesised['resources']) =>
  ofType(from, 'AWS::CloudWatch::Alarm').filter(([id]) => id.startsWith('Monitoring'));
const alarms = alarmsOf(resources);
const named = (name: string): Resource => {
  const [, alarm] = alarms.find(([, { Properties }]) => Properties.AlarmName === `faceline-dev-${name}`) ?? [];
  if (alarm === undefined) throw new Error(`No alarm ${name}.`);
  return alarm;
};
const querySchema = z.looseObject({
  Id: z.string(),
  Expression: z.string().optional(),
  MetricStat: z.unknown().optional(),
});
const queriesOf = ({ Properties }: Resource) => z.array(querySchema).default([]).parse(Properties.Metrics);
const expressionOf = (alarm: Resource): string =>
  queriesOf(alarm).flatMap(({ Expression }) => Expression ?? [])[0] ?? '';
const anchorOf = (properties: Record<string, unknown>): string | undefined =>
  /What to do: docs\/operations\.md#([\w-]+)$/.exec(String(properties.AlarmDescription))?.[1];

describe('alarms', () => {
  it('are these', () => {
    expect(
      alarms.map(([, { Properties }]) => String(Properties.AlarmName).replace('faceline-dev-', '')).sort(),
    ).toEqual([
      'aborted-uploads',
      'backlog',
      'consecutive-failures',
      'dead-reports',
      'dead-tasks',
      'dead-uploads',
      'idle-gpu',
      'last-queue',
      'no-progress',
      'old-reports',
      'old-tasks',
      'old-uploads',
      'slow-frames',
      'slow-tasks',
      'spot-interruptions',
      'storage-errors',
      'storage-growth',
      'success-rate',
      'undelivered-events',
      'undelivered-notices',
    ]);
  });

  it('of AWS Batch are one more', () => {
    const names = (from: Synthesised['resources']) => alarmsOf(from).map(([, { Properties }]) => Properties.AlarmName);
    expect(names(withBatch).filter((name) => !names(resources).includes(name))).toEqual(['faceline-dev-blocked-jobs']);
  });

  it.each([...alarms, ...alarmsOf(withBatch)].map(([id, { Properties }]) => ({ id, Properties })))(
    '$id links to a paragraph that is there, and tells somebody',
    ({ Properties }) => {
      expect(anchors).toContain(anchorOf(Properties));
      expect(idsIn(Properties.AlarmActions)).toEqual([expect.stringMatching(/^MonitoringAlarms/)]);
      expect(Properties.TreatMissingData).toBe('notBreaching');
    },
  );

  it('have no paragraph without an alarm', () => {
    const linked = [...alarms, ...alarmsOf(withBatch)].map(([, { Properties }]) => anchorOf(Properties));
    expect(anchors.filter((anchor) => anchor.startsWith('alarm-') && !linked.includes(anchor))).toEqual([]);
  });

  it('look back over more periods than they need where missing values are filled in: the newest always is', () => {
    const filled = ofType(resources, 'AWS::CloudWatch::Alarm').filter(([, alarm]) =>
      expressionOf(alarm).includes('FILL('),
    );
    // For the alarm that ends an idle spell the value filled in, nothing to do, is the one that it waits for.
    const stuck = filled.filter(
      ([id, { Properties }]) =>
        !id.includes('Rest') && !(Number(Properties.DatapointsToAlarm) < Number(Properties.EvaluationPeriods)),
    );
    expect(filled.length).toBeGreaterThan(5);
    expect(stuck.map(([id]) => id)).toEqual([]);
  });

  it.each([
    ['nothing to do', { visible: 0, inFlight: 0, received: 0, deleted: 0 }, 0],
    ['nobody takes what waits', { visible: 3, inFlight: 0, received: 0, deleted: 0 }, 1],
    ['a long film runs, others wait', { visible: 3, inFlight: 4, received: 0, deleted: 0 }, 0],
    ['workers crash over what they take', { visible: 0, inFlight: 2, received: 5, deleted: 0 }, 1],
    ['work gets done', { visible: 3, inFlight: 2, received: 5, deleted: 4 }, 0],
  ])('no progress: %s', (_, values, expected) => {
    const expression = expressionOf(named('no-progress')).replaceAll(' AND ', ' && ').replaceAll(' OR ', ' || ');
    const functions = {
      IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
      FILL: (value: number | undefined, missing: number) => value ?? missing,
    };
    expect(runInNewContext(expression, { ...values, ...functions })).toBe(expected);
  });

  it('count every class of storage that objects move through, and repeat what S3 has not reported yet', () => {
    const growth = named('storage-growth');
    const text = JSON.stringify(queriesOf(growth));
    for (const type of [
      'StandardStorage',
      'IntelligentTieringFAStorage',
      'IntelligentTieringIAStorage',
      'GlacierStorage',
    ])
      expect(text).toContain(`"${type}"`);
    expect(expressionOf(growth)).toContain('REPEAT');
    // An alarm takes no more metrics than ten.
    for (const [id, alarm] of alarms) expect(queriesOf(alarm).length, id).toBeLessThanOrEqual(10);
  });

  it('cost what their setting says', () => {
    // An alarm on an expression costs as much as one on each of its metrics.
    const metricsOf = (alarm: Resource): number =>
      queriesOf(alarm).filter(({ MetricStat }) => MetricStat !== undefined).length || 1;
    const metrics = (settings: Readonly<Record<string, unknown>>): number =>
      ofType(synthesise(settings).resources, 'AWS::CloudWatch::Alarm').reduce(
        (sum, [, one]) => sum + metricsOf(one),
        0,
      );
    const { cost } = z.looseObject({ cost: z.string() }).parse(settingsFields.alarms.meta());
    expect(cost).toContain(`all: about ${Math.round(metrics({}) * 0.1 + 3)} USD a month`);
    expect(cost).toContain(`basic: about ${(metrics({ alarms: 'basic', fleet: 'none' }) * 0.1).toFixed(2)} USD`);
  });

  it('may publish to their topic, which takes nothing over plain http', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
          }),
        ]),
      },
    });
  });

  it('listen where the Lambdas speak', () => {
    const [, dead] = alarms.find(([, { Properties }]) => Properties.MetricName === 'DeadTasks') ?? [];
    expect(dead?.Properties).toMatchObject({
      Namespace: 'Faceline/dev',
      Dimensions: [{ Name: 'service', Value: 'dead-letter' }],
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ POWERTOOLS_METRICS_NAMESPACE: 'Faceline/dev' }) },
    });
  });
});
