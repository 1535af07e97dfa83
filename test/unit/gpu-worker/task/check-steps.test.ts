import { expect, test } from 'vitest';
import type { TaskOptions } from '../../../../contract/options/options.ts';
import { checkSteps } from '../../../../gpu-worker/task/check-steps.ts';
import { outputLayout } from '../../../../gpu-worker/task/output-layout.ts';
import { rgbLayout } from '../../../helpers/media/patterns.ts';
import { taskWith } from '../../../helpers/models/engine.ts';

const steps = (options: TaskOptions) => taskWith(options).processors;
const limits = { maxSidePx: 1000, maxPixels: 300_000, personWaitS: 0, deadlineS: 60 };

test('pixel boost is a multiple of the swapper’s own size', () => {
  expect(() => checkSteps({ processors: steps({ pixelBoost: 512 }) })).not.toThrow();
  expect(() => checkSteps({ processors: steps({ swapper: 'hyperswap_1a_256', pixelBoost: 384 }) })).toThrow(/384.*256/);
});

test('an upscale comes last', () => {
  const processors = steps({ upscaler: 'real_esrgan_x2' });
  expect(() => checkSteps({ processors })).not.toThrow();
  expect(() => checkSteps({ processors: processors.toReversed() })).toThrow(/last step/);
  expect(() => checkSteps({ processors: [...processors, ...processors.slice(-1)] })).toThrow(/last step/);
});

test('frames leave as large as the last step makes them, within the limits', () => {
  const layout = rgbLayout(240, 180);
  expect(outputLayout(layout, steps({}), limits)).toBe(layout);
  expect(outputLayout(layout, steps({ upscaler: 'real_esrgan_x2' }), limits)).toMatchObject({
    width: 480,
    height: 360,
  });
  expect(() => outputLayout(layout, steps({ upscaler: 'real_esrgan_x4' }), limits)).toThrow(/960×720.*300000/);
  expect(() => outputLayout(layout, steps({ upscaler: 'real_esrgan_x8' }), limits)).toThrow(/1920×1440.*1000/);
});
