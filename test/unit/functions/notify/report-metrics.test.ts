import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../contract/error-codes.ts';
import { failureReport } from '../../../../contract/failure-report.ts';
import { reportMetrics } from '../../../../functions/notify/report-metrics.ts';
import { doneReport } from '../../../helpers/tasks/done-report.ts';

const done = doneReport();
const failed = (outcome: 'failed' | 'refused', code: ErrorCode) =>
  failureReport({
    taskId: done.taskId,
    source: done.source,
    output: done.output,
    attempts: 1,
    outcome,
    code,
    message: 'No.',
    finishedAt: new Date(done.finishedAt),
  });
const names = (report: Parameters<typeof reportMetrics>[0]) => reportMetrics(report).map(({ name }) => name);

describe('the metrics of a report', () => {
  it('tell how fast a task was and how busy its model', () => {
    const metrics = reportMetrics(done);
    const { media, timings } = done.result ?? {};
    expect(metrics).toEqual([
      { name: 'TasksDone', unit: 'Count', value: 1 },
      { name: 'ProcessingSeconds', unit: 'Seconds', value: timings?.totalWallS },
      { name: 'FramesPerSecond', unit: 'Count/Second', value: (media?.frames ?? 0) / (timings?.framesWallS ?? 1) },
      { name: 'InferenceShare', unit: 'Percent', value: 100 * (timings?.inferenceShare ?? 0) },
    ]);
  });

  it('count failures and refusals apart, and failures to store once more', () => {
    expect(names(failed('failed', 'DECODE_FAILED'))).toEqual(['TasksFailed']);
    expect(names(failed('refused', 'METADATA_INVALID'))).toEqual(['TasksRefused']);
    expect(names(failed('failed', 'STORE_DENIED'))).toEqual(['TasksFailed', 'StoreFailures']);
  });
});
