import { Duration } from 'aws-cdk-lib';
import { type LifecycleRule, StorageClass, type Transition } from 'aws-cdk-lib/aws-s3';
import { photoRoot, segmentRoots, uploadRoots } from './key-roots.ts';
import type { Settings } from './settings.ts';

/** Old versions go, unfinished uploads are aborted, delete markers without a version behind them disappear. */
export function housekeeping(settings: Settings): LifecycleRule {
  return {
    id: 'housekeeping',
    abortIncompleteMultipartUploadAfter: Duration.days(settings.abortUploadDays),
    noncurrentVersionExpiration: Duration.days(settings.noncurrentDays),
    expiredObjectDeleteMarker: true,
  };
}

/** Uploads cool down: tier, archive, and only by setting an end. Persons' photos are biometric data and expire. */
export function inputLifecycle(settings: Settings): LifecycleRule[] {
  const transitions = inputTransitions(settings);
  const expiry = settings.inputRetentionDays > 0 ? { expiration: Duration.days(settings.inputRetentionDays) } : {};
  const uploads = uploadRoots.map((prefix) => ({ id: `cool ${prefix}`, prefix, transitions, ...expiry }));
  const photos =
    settings.personRetentionDays > 0
      ? [{ id: "forget persons' photos", prefix: photoRoot, expiration: Duration.days(settings.personRetentionDays) }]
      : [];
  return [housekeeping(settings), ...uploads, ...photos];
}

/** Results stay unless a setting says otherwise; what a task leaves on the way goes in days. */
export function outputLifecycle(settings: Settings): LifecycleRule[] {
  const temporary = segmentRoots.map((prefix) => ({
    id: `drop ${prefix}`,
    prefix,
    expiration: Duration.days(settings.segmentRetentionDays),
  }));
  const results =
    settings.outputRetentionDays > 0
      ? [
          { id: 'drop results', prefix: 'videos/output/', expiration: Duration.days(settings.outputRetentionDays) },
          { id: 'drop images', prefix: 'images/output/', expiration: Duration.days(settings.outputRetentionDays) },
        ]
      : [];
  return [housekeeping(settings), ...temporary, ...results];
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
