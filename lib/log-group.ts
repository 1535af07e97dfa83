import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { removalPolicyOf } from './removal-policy.ts';
import type { Settings } from './settings/settings.ts';

/** A log group that forgets after `logDays`. */
export function logGroupOf(scope: Construct, id: string, settings: Settings): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    retention: Number(settings.logDays),
    removalPolicy: removalPolicyOf(settings),
  });
}
