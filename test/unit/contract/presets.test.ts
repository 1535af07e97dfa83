import { expect, test } from 'vitest';
import { defaultOptions } from '../../../contract/options/options.ts';
import { noSteps, nothingAsked, presets } from '../../../contract/presets.ts';
import { processors, processorsFor } from '../../../contract/processors/processors.ts';

test('options that ask for nothing make no step, and the sentence about them names all that could be asked for', () => {
  expect(processorsFor({ ...defaultOptions, swapper: 'none' })).toEqual([]);
  expect(noSteps.swapper).toBe('none');
  expect(nothingAsked).toMatch(
    /^The options ask for nothing: swapper, enhancer, colouriser and upscaler are "none", and neither .*debug nor transcode is wanted\.$/,
  );
  for (const { askedBy } of processors) expect(nothingAsked).toContain(` ${askedBy}`);
});

test('these are the presets, and what they ask for', () => {
  const stepsOf = (name: string) => {
    const {
      swapper = 'none',
      enhancer = 'none',
      colouriser = 'none',
      upscaler = 'none',
      transcode = false,
    } = presets[name] ?? {};
    return processorsFor({ ...defaultOptions, swapper, enhancer, colouriser, upscaler, transcode }).map((step) =>
      'model' in step ? step.model : step.name,
    );
  };
  expect(Object.fromEntries(Object.keys(presets).map((name) => [name, stepsOf(name)]))).toEqual({
    swap: ['inswapper_128'],
    'swap-restore': ['inswapper_128', 'gfpgan_1.4'],
    restore: ['gfpgan_1.4'],
    upscale: ['real_esrgan_x2'],
    colourise: ['ddcolor'],
    transcode: ['transcode'],
  });
});
