import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { MediaBuckets } from './media-buckets.ts';
import type { Settings } from './settings/settings.ts';

/** S3's names in metrics for the classes that a lifecycle moves objects to. */
const typesOf: Readonly<Record<Settings['inputTierClass'] | Settings['archiveClass'], readonly string[]>> = {
  INTELLIGENT_TIERING: ['IntelligentTieringFAStorage', 'IntelligentTieringIAStorage', 'IntelligentTieringAIAStorage'],
  STANDARD_IA: ['StandardIAStorage'],
  ONEZONE_IA: ['OneZoneIAStorage'],
  GLACIER_IR: ['GlacierInstantRetrievalStorage'],
  GLACIER: ['GlacierStorage'],
  DEEP_ARCHIVE: ['DeepArchiveStorage'],
  none: [],
};

const period = Duration.days(1);

/**
 * Bytes of input and output over all classes their objects can be in: what moves from class to class is no growth.
 * S3 reports once a day, late, and only classes in use. The last report stands until the next one comes, and a class
 * that was never reported is empty.
 */
export function storedBytes(buckets: MediaBuckets, settings: Settings) {
  const inputTypes = ['StandardStorage', ...typesOf[settings.inputTierClass], ...typesOf[settings.archiveClass]];
  const input = metricsOf('input', buckets.input.bucketName, inputTypes);
  const output = metricsOf('output', buckets.output.bucketName, ['StandardStorage']);
  const sum = (usingMetrics: Record<string, cloudwatch.Metric>): string =>
    Object.keys(usingMetrics)
      .map((id) => `FILL(FILL(${id}, REPEAT), 0)`)
      .join(' + ');
  const both = { ...input, ...output };
  return {
    input: new cloudwatch.MathExpression({ expression: sum(input), usingMetrics: input, period, label: 'input' }),
    output: new cloudwatch.MathExpression({ expression: sum(output), usingMetrics: output, period, label: 'output' }),
    growth: new cloudwatch.MathExpression({ expression: `DIFF(${sum(both)})`, usingMetrics: both, period }),
  };
}

function metricsOf(id: string, bucketName: string, storageTypes: readonly string[]): Record<string, cloudwatch.Metric> {
  const metric = (storageType: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/S3',
      metricName: 'BucketSizeBytes',
      dimensionsMap: { BucketName: bucketName, StorageType: storageType },
      statistic: 'Average',
      period,
    });
  return Object.fromEntries(storageTypes.map((type, index) => [`${id}${index}`, metric(type)]));
}
