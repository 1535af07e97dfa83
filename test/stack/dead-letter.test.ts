import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { idsIn, ofType, type Synthesised, synthesise } from '../helpers/stack/synth.ts';

const settings = { alarmEmail: 'a@example.com', noticeEmail: 'b@example.com' };
const { resources } = synthesise(settings);

/** The queue behind a queue, or undefined. */
function behind(queueId: string, from: Synthesised['resources'] = resources): string | undefined {
  return idsIn(from[queueId]?.Properties.RedrivePolicy)[0];
}
const queue = (start: string, from: Synthesised['resources'] = resources): string => {
  const ids = ofType(from, 'AWS::SQS::Queue').map(([id]) => id);
  const found = ids.find((id) => id.startsWith(start));
  if (found === undefined) throw new Error(`No queue ${start} among ${ids.join(', ')}.`);
  return found;
};
const targetSchema = z.array(z.looseObject({ Arn: z.unknown(), DeadLetterConfig: z.unknown() }));
const targetsOf = (ruleStart: string, from: Synthesised['resources'] = resources) => {
  const [, rule] = ofType(from, 'AWS::Events::Rule').find(([id]) => id.startsWith(ruleStart)) ?? [];
  return targetSchema.parse(rule?.Properties.Targets).map(({ Arn, DeadLetterConfig }) => ({
    to: idsIn(Arn)[0],
    dead: idsIn(DeadLetterConfig)[0],
  }));
};

describe('every hop has a dead-letter queue', () => {
  it('rule → uploads', () => {
    expect(targetsOf('IntakeUploaded')).toEqual([{ to: queue('IntakeUploads'), dead: queue('IntakeUndelivered') }]);
  });
  it('uploads → intake', () => expect(behind(queue('IntakeUploads'))).toBe(queue('IntakeDeadUploads')));
  it('tasks → worker', () => expect(behind(queue('QueueTasks'))).toBe(queue('QueueDeadTasks')));
  it('dead tasks → dead-letter Lambda', () => expect(behind(queue('QueueDeadTasks'))).toBe(queue('QueueLast')));
  it('output rule → reports', () => {
    expect(targetsOf('DeliveryReported')).toEqual([{ to: queue('DeliveryReports'), dead: queue('IntakeUndelivered') }]);
  });
  it('reports → notify', () => expect(behind(queue('DeliveryReports'))).toBe(queue('DeliveryDeadReports')));
  it('SNS subscriptions', () => {
    const subscriptions = ofType(resources, 'AWS::SNS::Subscription');
    expect(subscriptions).toHaveLength(2);
    for (const [, { Properties }] of subscriptions) {
      expect(idsIn(Properties.RedrivePolicy)).toEqual([queue('DeliveryUndeliveredNotices')]);
    }
  });
  it('rule → Spot notices', () => {
    expect(targetsOf('SpotEvent')).toEqual([{ to: queue('SpotNotices'), dead: queue('SpotMissed') }]);
  });
  it('blocked Batch jobs → notices', () => {
    const own = synthesise({ fleet: 'batch' }).resources;
    expect(targetsOf('BatchBlockedEvent', own)).toEqual([
      { to: queue('BatchBlockedNotices', own), dead: queue('BatchBlockedMissed', own) },
    ]);
  });
  it('failed Batch jobs → dead tasks', () => {
    const own = synthesise({ fleet: 'batch' }).resources;
    expect(targetsOf('BatchFailed', own)).toEqual([
      { to: queue('QueueDeadTasks', own), dead: queue('IntakeUndelivered', own) },
    ]);
  });

  it('and no rule, queue source or subscription is left out of this list', () => {
    for (const [id, rule] of ofType(resources, 'AWS::Events::Rule')) {
      for (const { dead } of targetSchema
        .parse(rule.Properties.Targets)
        .map((t) => ({ dead: idsIn(t.DeadLetterConfig) }))) {
        expect(dead, id).toHaveLength(1);
      }
    }
    for (const [id, mapping] of ofType(resources, 'AWS::Lambda::EventSourceMapping')) {
      const [source = ''] = idsIn(mapping.Properties.EventSourceArn);
      expect(behind(source), id).toBeDefined();
    }
  });

  it('and keeps what is dead for longer than it was kept alive: the clock of a message is never set back', () => {
    for (const [id, { Properties }] of ofType(resources, 'AWS::SQS::Queue')) {
      const deadLetters = resources[behind(id) ?? '']?.Properties;
      if (deadLetters === undefined) continue;
      const days = (value: unknown): number => z.number().parse(value) / 86_400;
      const left = days(deadLetters.MessageRetentionPeriod) - days(Properties.MessageRetentionPeriod);
      // A Spot warning is of no use to anybody after an hour.
      expect(left, id).toBeGreaterThanOrEqual(id === queue('SpotNotices') ? 0.9 : 3);
    }
  });

  it('and every chain ends in a queue with an alarm on its depth', () => {
    // A Spot warning that was missed is one too few in a count, and nothing to act on.
    const ends = ofType(resources, 'AWS::SQS::Queue')
      .map(([id]) => id)
      .filter((id) => behind(id) === undefined && id !== queue('SpotMissed'));
    const watched = ofType(resources, 'AWS::CloudWatch::Alarm')
      .filter(([, { Properties }]) => Properties.MetricName === 'ApproximateNumberOfMessagesVisible')
      .flatMap(([, { Properties }]) => idsIn(Properties.Dimensions));
    expect([...watched].sort()).toEqual([...ends].sort());
  });
});

describe('every queue', () => {
  it.each(ofType(resources, 'AWS::SQS::Queue').map(([id, { Properties }]) => ({ id, Properties })))(
    '$id is encrypted and refuses plain http',
    ({ id, Properties }) => {
      expect(Properties.SqsManagedSseEnabled).toBe(true);
      const policies = ofType(resources, 'AWS::SQS::QueuePolicy').filter(([, policy]) =>
        idsIn(policy.Properties.Queues).includes(id),
      );
      expect(JSON.stringify(policies)).toContain('"aws:SecureTransport":"false"');
    },
  );

  it('keeps the worker counts that the worker is told', () => {
    expect(resources[queue('QueueTasks')]?.Properties).toMatchObject({
      VisibilityTimeout: 120,
      RedrivePolicy: { maxReceiveCount: 5 },
    });
  });

  it('lets the dead-letter Lambda try: receives are counted across all queues, and a dead task has spent five', () => {
    expect(resources[queue('QueueDeadTasks')]?.Properties).toMatchObject({ RedrivePolicy: { maxReceiveCount: 8 } });
  });
});
