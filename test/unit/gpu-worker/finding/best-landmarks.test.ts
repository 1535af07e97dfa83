import { expect, test } from 'vitest';
import { bestLandmarks } from '../../../../gpu-worker/finding/best-landmarks.ts';
import type { FoundLandmarks } from '../../../../gpu-worker/finding/landmarker-kind.ts';
import { peppaWutz } from '../../../../gpu-worker/finding/peppa-wutz.ts';

const scored = (score: number): FoundLandmarks => ({ points68: [], score });

test('2dfan4 counts until peppa_wutz is surer by 0.2', () => {
  const [fan4, peppa] = [scored(0.5), scored(0.69)];
  expect(bestLandmarks(fan4, peppa)).toBe(fan4);
  const surer = scored(0.71);
  expect(bestLandmarks(fan4, surer)).toBe(surer);
});

test('one that found nothing has a score of 0: peppa_wutz alone is not believed below 0.2', () => {
  const [unsure, sure] = [scored(0.19), scored(0.21)];
  expect(bestLandmarks(undefined, unsure)).toBeUndefined();
  expect(bestLandmarks(undefined, sure)).toBe(sure);
  expect(bestLandmarks(unsure, undefined)).toBe(unsure);
  expect(bestLandmarks(undefined, undefined)).toBeUndefined();
});

test('another count of numbers, which a file with free dimensions shows only when it runs, is another model', () => {
  const unit = [1, 0, 0, 0, 1, 0] as const;
  expect(() => peppaWutz.read([new Float32Array(196)], unit, 256)).toThrow(
    expect.objectContaining({ code: 'MODEL_CONTRACT', message: expect.stringMatching(/196.*68 points of 3/) }),
  );
  expect(peppaWutz.read([new Float32Array(204).fill(Number.NaN)], unit, 256)).toBeUndefined();
  expect(peppaWutz.read([Float32Array.from({ length: 204 }, (_, i) => 3 + (i % 3))], unit, 256)).toBeUndefined();
  expect(peppaWutz.read([Float32Array.from({ length: 204 }, (_, i) => 3 + i)], unit, 256)?.score).toBe(1);
});
