import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { idsIn, ofType, synthesise } from './synth.ts';

const { resources, template } = synthesise();
const runbook = readFileSync(path.resolve(import.meta.dirname, '../../docs/operations.md'), 'utf8');
const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
  title
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-'),
);
const alarms = ofType(resources, 'AWS::CloudWatch::Alarm').filter(([id]) => id.startsWith('Monitoring'));
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

  it.each(alarms.map(([id, { Properties }]) => ({ id, Properties })))(
    '$id links to a paragraph that is there, and tells somebody',
    ({ Properties }) => {
      expect(anchors).toContain(anchorOf(Properties));
      expect(idsIn(Properties.AlarmActions)).toEqual([expect.stringMatching(/^MonitoringAlarms/)]);
      expect(Properties.TreatMissingData).toBe('notBreaching');
    },
  );

  it('have no paragraph without an alarm', () => {
    const linked = alarms.map(([, { Properties }]) => anchorOf(Properties));
    expect(anchors.filter((anchor) => anchor.startsWith('alarm-') && !linked.includes(anchor))).toEqual([]);
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
