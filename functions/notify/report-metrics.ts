import type { Report } from '../../contract/report.ts';

interface ReportMetric {
  readonly name:
    | 'TasksDone'
    | 'TasksFailed'
    | 'TasksRefused'
    | 'StoreFailures'
    | 'ProcessingSeconds'
    | 'FramesPerSecond'
    | 'InferenceShare';
  readonly unit: 'Count' | 'Seconds' | 'Percent' | 'Count/Second';
  readonly value: number;
}

const outcomeMetric = { done: 'TasksDone', failed: 'TasksFailed', refused: 'TasksRefused' } as const;

/** What a report says to the alarms: one outcome always, speed and time of a task that is done. */
export function reportMetrics(report: Report): readonly ReportMetric[] {
  const { outcome, result, error } = report;
  const metrics: ReportMetric[] = [{ name: outcomeMetric[outcome], unit: 'Count', value: 1 }];
  if (error?.code === 'STORE_UNAVAILABLE' || error?.code === 'STORE_DENIED') {
    metrics.push({ name: 'StoreFailures', unit: 'Count', value: 1 });
  }
  if (result === undefined) return metrics;
  const { totalWallS, framesWallS, inferenceShare } = result.timings;
  metrics.push({ name: 'ProcessingSeconds', unit: 'Seconds', value: totalWallS });
  if (framesWallS > 0 && result.media.frames > 0) {
    metrics.push({ name: 'FramesPerSecond', unit: 'Count/Second', value: result.media.frames / framesWallS });
    metrics.push({ name: 'InferenceShare', unit: 'Percent', value: 100 * inferenceShare });
  }
  return metrics;
}
