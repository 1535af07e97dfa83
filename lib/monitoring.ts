import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type AlarmSpec, basicAlarms, furtherAlarms, type Watched } from './alarm-list.ts';
import { operationsDashboard } from './dashboard.ts';
import { tellOutput } from './tell-output.ts';

/** Where an alarm's paragraph is, relative to the repository: what it means and what to do. */
export const runbookAnchor = (alarmName: string): string => `docs/operations.md#alarm-${alarmName}`;

/** Alarms, the topic they go to, and the dashboard. Every alarm names its paragraph in the runbook. */
export class Monitoring extends Construct {
  private readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { settings, delivery } = watched;
    this.topic = new sns.Topic(this, 'Alarms', { enforceSSL: true, displayName: `Faceline ${settings.stage} alarms` });
    // A topic with a policy of its own lets nobody in by default, CloudWatch included.
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsPublish',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (settings.alarmEmail !== undefined) {
      const options = { deadLetterQueue: delivery.undeliveredNotices };
      this.topic.addSubscription(new subscriptions.EmailSubscription(settings.alarmEmail, options));
    }
    tellOutput(this, 'AlarmsTopic', this.topic.topicArn);
    for (const spec of basicAlarms(watched)) this.add(spec, settings.stage);
    if (settings.alarms === 'basic') return;
    for (const spec of furtherAlarms(watched)) this.add(spec, settings.stage);
    operationsDashboard(this, watched);
  }

  private add(spec: AlarmSpec, stage: string): void {
    const { name, meaning, metric, above, below, periods = 1, of } = spec;
    const threshold = above ?? below;
    if (threshold === undefined) throw new Error(`Alarm ${name} has no threshold: give it "above" or "below".`);
    const alarm = new cloudwatch.Alarm(this, name, {
      alarmName: `faceline-${stage}-${name}`,
      alarmDescription: `${meaning} What to do: ${runbookAnchor(name)}`,
      metric,
      threshold,
      comparisonOperator:
        above === undefined
          ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
          : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: of ?? periods,
      ...(of === undefined ? {} : { datapointsToAlarm: periods }),
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}
