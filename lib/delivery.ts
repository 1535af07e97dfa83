import { Duration, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { outputFiles } from '../contract/object-keys.ts';
import { allow } from './allow.ts';
import { allowKeyThroughS3 } from './allow-key.ts';
import { BundledFunction } from './bundled-function.ts';
import { ContentDelivery } from './content-delivery.ts';
import { outputRoots } from './key-roots.ts';
import type { MediaBuckets } from './media-buckets.ts';
import type { Settings } from './settings/settings.ts';
import { secureQueue, sendActions } from './task-queue.ts';
import { tellOutput } from './tell-output.ts';

/** Reports become notices: `report.json` event → rule → `reports` queue → notify Lambda → SNS, webhook. */
export class Delivery extends Construct {
  readonly reports: sqs.Queue;
  readonly deadReports: sqs.Queue;
  /** Notices and alarms that SNS could not hand over. */
  readonly undeliveredNotices: sqs.Queue;
  readonly notices: sns.Topic;
  readonly notify: BundledFunction;

  constructor(scope: Construct, id: string, settings: Settings, buckets: MediaBuckets, undelivered: sqs.Queue) {
    super(scope, id);
    const timeout = Duration.minutes(1);
    this.undeliveredNotices = secureQueue(this, 'UndeliveredNotices');
    Validations.of(this.undeliveredNotices).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of the subscriptions, and of none where no address is set.',
    });
    this.deadReports = secureQueue(this, 'DeadReports');
    this.reports = secureQueue(this, 'Reports', {
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: this.deadReports, maxReceiveCount: 5 },
    });
    new events.Rule(this, 'Reported', {
      description: 'A task ended: its report was written',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [buckets.output.bucketName] },
          object: { key: [{ suffix: `/${outputFiles.report}` }] },
        },
      },
      targets: [new targets.SqsQueue(this.reports, { deadLetterQueue: undelivered })],
    });
    this.notices = new sns.Topic(this, 'Notices', { enforceSSL: true, displayName: `Faceline ${settings.stage}` });
    if (settings.noticeEmail !== undefined) {
      const options = { deadLetterQueue: this.undeliveredNotices };
      this.notices.addSubscription(new subscriptions.EmailSubscription(settings.noticeEmail, options));
    }
    this.notify = new BundledFunction(this, 'Notify', {
      settings,
      folder: 'notify',
      source: this.reports,
      timeout,
      environment: { NOTICES_TOPIC_ARN: this.notices.topicArn, LINK_S: String(settings.linkS) },
    });
    this.grant(buckets);
    this.addLinkSigner(buckets);
    if (settings.webhookUrl !== undefined) this.addWebhook(settings.webhookUrl);
    if (settings.cdn) new ContentDelivery(this, 'Cdn', settings, buckets, this.notify);
    tellOutput(this, 'NoticesTopic', this.notices.topicArn);
    tellOutput(this, 'DeadReportsQueueArn', this.deadReports.queueArn);
  }

  private grant(buckets: MediaBuckets): void {
    const { role } = this.notify;
    allow(role, {
      sid: 'ReadReports',
      reason: 'Any report may come.',
      actions: ['s3:GetObject'],
      resources: outputRoots.map((root) => buckets.output.arnForObjects(`${root}*/${outputFiles.report}`)),
    });
    allow(role, {
      sid: 'TellMissingFromDenied',
      reason: 'Without ListBucket a report that was deleted meanwhile reads as 403.',
      actions: ['s3:ListBucket'],
      resources: [buckets.output.bucketArn],
    });
    allow(role, {
      sid: 'PublishNotices',
      reason: 'One topic.',
      actions: ['sns:Publish'],
      resources: [this.notices.topicArn],
    });
    allowKeyThroughS3(role, buckets, { read: [buckets.output] });
  }

  /** Links are signed by a session of this role: its end is known, and a Lambda's own credentials tell no end. */
  private addLinkSigner(buckets: MediaBuckets): void {
    const signer = new iam.Role(this, 'LinkSigner', {
      assumedBy: new iam.ArnPrincipal(this.notify.role.roleArn),
      maxSessionDuration: Duration.hours(1),
      description: 'What a link in a notice may open',
    });
    allow(signer, {
      sid: 'ReadResults',
      reason: 'A presigned link carries the rights of whoever signs it, and any result may be linked.',
      actions: ['s3:GetObject'],
      resources: outputRoots.map((root) => buckets.output.arnForObjects(`${root}*`)),
    });
    allowKeyThroughS3(signer, buckets, { read: [buckets.output] });
    allow(this.notify.role, {
      sid: 'SignLinks',
      reason: 'One role.',
      actions: ['sts:AssumeRole'],
      resources: [signer.roleArn],
    });
    this.notify.function.addEnvironment('LINK_SIGNER_ARN', signer.roleArn);
  }

  private addWebhook(url: string): void {
    const secret = new secrets.Secret(this, 'WebhookSecret', {
      description: 'Signs webhook calls: HMAC-SHA256 over "<timestamp>.<body>"',
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The receiver checks with the same secret: rotating on one side only would refuse every call.',
    });
    allow(this.notify.role, {
      sid: 'ReadWebhookSecret',
      reason: 'One secret.',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret.secretArn],
    });
    allow(this.notify.role, {
      sid: 'AskForWebhookCalls',
      reason: 'One queue.',
      actions: [...sendActions],
      resources: [this.reports.queueArn],
    });
    this.notify.function.addEnvironment('REPORTS_QUEUE_URL', this.reports.queueUrl);
    this.notify.function.addEnvironment('WEBHOOK_URL', url);
    this.notify.function.addEnvironment('WEBHOOK_SECRET_ARN', secret.secretArn);
    tellOutput(this, 'WebhookSecretArn', secret.secretArn);
  }
}
