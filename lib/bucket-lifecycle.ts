import { Duration } from 'aws-cdk-lib';
import { type LifecycleRule, StorageClass, type Transition } from 'aws-cdk-lib/aws-s3';
import { manifestRoot, outputRoots, photoRoot, segmentRoots, uploadRoots } from './key-roots.ts';
import type { Settings } from './settings/settings.ts';

/** Old versions go, unfinished uploads are aborted, delete markers without a version behind them disappear. */
export function housekeeping(settings: Settings): LifecycleRule {
  return {
    id: 'housekeeping',
    abortIncompleteMultipartUploadAfter: Duration.days(settings.abortUploadDays),
    noncurrentVersionExpiration: Duration.days(settings.noncurrentDays),
    expiredObjectDeleteMarker: true,
  };
}

/**
 * Uploads cool down: tier, archive, and only by setting an end. Persons' photos are biometric data and expire, and so do
 * manifests, which name persons. Templates stay as they are: tasks read them again and again.
 */
export function inputLifecycle(settings: Settings): LifecycleRule[] {
  const transitions = inputTransitions(settings);
  const expiry = settings.inputRetentionDays > 0 ? { expiration: Duration.days(settings.inputRetentionDays) } : {};
  const uploads = uploadRoots.map((prefix) => ({ id: `cool ${prefix}`, prefix, transitions, ...expiry }));
  const personal = settings.personRetentionDays > 0 ? [photoRoot, manifestRoot] : [];
  const forgotten = personal.map((prefix) => ({
    id: `forget ${prefix}`,
    prefix,
    expiration: Duration.days(settings.personRetentionDays),
  }));
  return [housekeeping(settings), ...uploads, ...forgotten];
}

/** Results stay unless a setting says otherwise; what a task leaves on the way goes in days. */
export function outputLifecycle(settings: Settings): LifecycleRule[] {
  const temporary = segmentRoots.map((prefix) => ({
    id: `drop ${prefix}`,
    prefix,
    expiration: Duration.days(settings.segmentRetentionDays),
  }));
  return [housekeeping(settings), ...temporary, ...resultLifecycle(settings)];
}

/** The end of results, and of their copies elsewhere. */
export function resultLifecycle(settings: Settings): LifecycleRule[] {
  if (settings.outputRetentionDays === 0) return [];
  return outputRoots.map((prefix) => ({
    id: `drop ${prefix}`,
    prefix,
    expiration: Duration.days(settings.outputRetentionDays),
  }));
}

/** Access logs are kept like all logs. */
export function logLifecycle(settings: Settings): LifecycleRule[] {
  return [{ id: 'drop old logs', expiration: Duration.days(Number(settings.logDays)) }];
}

function inputTransitions(settings: Settings): Transition[] {
  const tier = {
    storageClass: new StorageClass(settings.inputTierClass),
    transitionAfter: Duration.days(settings.inputTierDays),
  };
  if (settings.archiveClass === 'none') return [tier];
  return [
    tier,
    { storageClass: new StorageClass(settings.archiveClass), transitionAfter: Duration.days(settings.archiveDays) },
  ];
}
