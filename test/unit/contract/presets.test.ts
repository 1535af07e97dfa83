import { expect, test } from 'vitest';
import { defined } from '../../../contract/options/option.ts';
import { defaultOptions } from '../../../contract/options/options.ts';
import { noSteps, nothingAsked, presets } from '../../../contract/presets.ts';
import { processors, processorsFor } from '../../../contract/processors/processors.ts';

test('options that ask for nothing make no step, and the sentence about them names all that could be asked for', () => {
  expect(processorsFor({ ...defaultOptions, swapper: 'none' })).toEqual([]);
  expect(noSteps.swapper).toBe('none');
  expect(nothingAsked).toMatch(
    /^The options ask for nothing: (\w+, )+\w+ and \w+ are "none", and neither \w+( nor \w+)+ is wanted\.$/,
  );
  const [models = '', others = ''] = nothingAsked.split('and neither');
  for (const { askedBy, off } of processors) expect(off === 'none' ? models : others).toContain(` ${askedBy}`);
});

const stepsOf = (name: string) =>
  processorsFor({ ...defaultOptions, ...defined(presets[name] ?? {}) }).map((step) =>
    'model' in step ? step.model : step.name,
  );

test('a processor’s preset asks for its step alone, by the value that its row says', () => {
  const own = processors.flatMap(({ name, preset }) =>
    preset === undefined ? [] : [[preset.name, [preset.asks === true ? name : preset.asks]] as const],
  );
  expect(own.map(([name]) => name)).toContain('colourise');
  expect(own.map(([name]) => [name, stepsOf(name)])).toEqual(own);
});

test('one more preset asks for two', () => {
  expect(stepsOf('swap-restore')).toEqual(['inswapper_128', 'gfpgan_1.4']);
  const own = processors.flatMap(({ preset }) => preset?.name ?? []);
  expect(Object.keys(presets).sort()).toEqual(['swap-restore', ...own].sort());
});
