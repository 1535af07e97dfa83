import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../../gpu-worker/config.ts';
import { threadPlan } from '../../../../gpu-worker/inference/thread-plan.ts';

describe('threadPlan', () => {
  it.each([
    ['cpu', 1, 1, 1],
    ['cpu', 2, 2, 1],
    ['cpu', 4, 4, 1],
    ['cpu', 8, 4, 2],
    ['cpu', 15, 4, 3],
    ['cuda', 1, 2, 1],
    ['cuda', 16, 2, 1],
  ] as const)('%s with %i cores: %i frame workers of %i threads', (provider, cores, frameWorkers, intraOpThreads) => {
    expect(threadPlan(provider, cores)).toEqual({ frameWorkers, intraOpThreads });
  });

  it.each([
    ['cpu', { FACELINE_FRAME_WORKERS: '1' }, { frameWorkers: 1, intraOpThreads: 8 }],
    ['cpu', { FACELINE_FRAME_WORKERS: '16' }, { frameWorkers: 16, intraOpThreads: 1 }],
    ['cpu', { FACELINE_INTRA_OP_THREADS: '3' }, { frameWorkers: 4, intraOpThreads: 3 }],
    ['cuda', { FACELINE_FRAME_WORKERS: '3', FACELINE_INTRA_OP_THREADS: '2' }, { frameWorkers: 3, intraOpThreads: 2 }],
  ] as const)('%s with 8 cores and %j: what the settings say wins', (provider, environment, plan) => {
    expect(threadPlan(provider, 8, readSettings(environment))).toEqual(plan);
  });
});
