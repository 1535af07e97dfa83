import { describe, expect, test } from 'vitest';
import { checkModelNames } from '../../../../../bin/commands/asked/check-model-names.ts';
import { pictureOptions } from '../../../../../bin/commands/asked/picture-flags.ts';
import { readOptions } from '../../../../../bin/commands/asked/read-preset.ts';
import { searchSettings } from '../../../../../bin/commands/asked/search-options.ts';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';

describe('a wrong name of a model', () => {
  test.each([
    ['detector', 'yunet', /^--detector: There is no detector "yunet"; did you mean yunet_2023_mar\?$/],
    ['landmarker', '2dfan', /did you mean 2dfan4\?/],
    ['swapper', 'inswaper_128', /did you mean inswapper_128\?/],
    ['enhancer', 'GFPGAN_1.4', /did you mean gfpgan_1\.4\?/],
    ['upscaler', 'real_esrgan_x3', /did you mean real_esrgan_x2/],
    ['colouriser', 'deoldfy', /did you mean deoldify/],
    ['occluder', 'xseg', /did you mean xseg_1, xseg_2 or xseg_3\?/],
    ['parser', 'bisenet', /did you mean bisenet_resnet_18 or bisenet_resnet_34\?/],
  ])('for the %s is answered with the near ones', (option, name, message) => {
    expect(() => checkModelNames({ [option]: name })).toThrow(UsageError);
    expect(() => checkModelNames({ [option]: name })).toThrow(message);
  });

  test('that is near to nothing is answered with all, and one of another kind with its own', () => {
    expect(() => checkModelNames({ swapper: 'zzzzzzzzz' })).toThrow(
      /this version runs inswapper_128.*uniface_256.*none\./,
    );
    expect(() => checkModelNames({ swapper: 'fairface' })).toThrow(/no swapper "fairface": that is a classifier/);
    expect(() => checkModelNames({ enhancer: 'uniface_256' })).toThrow(
      /"uniface_256": that is a swapper; .*gfpgan_1\.4/,
    );
  });

  test('is refused wherever it can be given: flags, presets, searches', () => {
    expect(() => pictureOptions({ enhancer: 'gfpgan_1.5' })).toThrow(/^--enhancer: .*did you mean gfpgan_1\.2/);
    expect(() => readOptions('{"upscaler": "Real_ESRGAN_x2"}', 'preset mine.json')).toThrow(
      /^preset mine\.json, "upscaler": .*did you mean real_esrgan_x2/,
    );
    expect(() => searchSettings({ models: '.' }, { detector: 'scrfd' }, '')).toThrow(/did you mean scrfd_2\.5g\?/);
  });
});

test('right names and words instead of one pass, and none only where none is possible', () => {
  const words = { detector: 'many', landmarker: 'many', swapper: 'none', enhancer: 'none', upscaler: 'none' };
  expect(() => checkModelNames({ ...words, colouriser: 'ddcolor', occluder: 'xseg_2', crf: 3 })).not.toThrow();
  for (const option of ['detector', 'occluder', 'parser']) {
    expect(() => checkModelNames({ [option]: 'none' })).toThrow(UsageError);
  }
});
