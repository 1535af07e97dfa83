import { describe, expect, test } from 'vitest';
import { askedOfJob, type JobWish } from '../../../../../bin/commands/asked/asked-of-job.ts';
import type { MapRule } from '../../../../../bin/commands/asked/read-identity-map.ts';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import type { TaskOptions } from '../../../../../contract/options/options.ts';

const asked = (options: TaskOptions, more: Partial<JobWish> = {}) =>
  askedOfJob({ place: 'here', target: '/a/clip.mp4', photos: [], preset: undefined, options, flags: options, ...more });
const me = { photos: ['/a/me.jpg'], flags: { source: ['/a/me.jpg'] } };
const person: MapRule = { target: { index: 0 }, source: { photos: ['/a/anna.jpg'] } };
const blurred: MapRule = { target: { index: 0 }, source: 'blur' };

describe('without a source', () => {
  test.each([
    { enhancer: 'gfpgan_1.4' },
    { upscaler: 'real_esrgan_x2' },
    { colouriser: 'ddcolor' },
    { debug: true },
    { transcode: true },
  ])('%j asks for no person', (options) => {
    expect(asked(options)).toEqual({ options: { ...options, swapper: 'none' }, notes: [] });
  });

  test.each(['restore', 'upscale', 'colourise', 'transcode'])('--preset %s asks for no person', (preset) => {
    expect(asked({}, { preset })).toEqual({ options: {}, notes: [] });
  });

  test('and without another step, what can be given is said', () => {
    expect(() => asked({ crf: 20 })).toThrow(UsageError);
    expect(() => asked({})).toThrow(/what to do with clip\.mp4.*--source.*--map.*--preset restore.*--enhancer/s);
  });

  test('a swapper that is asked for has nobody', () => {
    expect(() => asked({ swapper: 'ghost_1_256', enhancer: 'gfpgan_1.4' })).toThrow(
      /^--swapper ghost_1_256 puts .* nobody is named: give --source/,
    );
    expect(() => asked({}, { preset: 'swap-restore' })).toThrow(/^--preset swap-restore puts .* nobody is named/);
    expect(() => asked({ swapper: 'ghost_1_256' }, { map: [blurred] })).toThrow(/the --map names nobody/);
  });

  test('a map is enough, with persons or without', () => {
    expect(asked({ enhancer: 'gfpgan_1.4' }, { map: [person] }).options).toEqual({ enhancer: 'gfpgan_1.4' });
    expect(asked({}, { map: [blurred] })).toEqual({ options: {}, notes: [] });
  });
});

test('a source with another step asks for both', () => {
  expect(asked({ enhancer: 'gfpgan_1.4' }, me)).toEqual({ options: { enhancer: 'gfpgan_1.4' }, notes: [] });
});

test.each<[string, TaskOptions, Partial<JobWish>, RegExp]>([
  ['a map with persons and no swapper', { swapper: 'none', enhancer: 'gfpgan_1.4' }, { map: [person] }, /--map puts/],
  ['a source and a rule for all', {}, { ...me, map: [{ ...person, target: 'all' }] }, /rule for "all"; keep one/],
  ['a source and 16 rules', {}, { ...me, map: Array.from({ length: 16 }, () => person) }, /16 rules and --source/],
  ['nothing to do', { swapper: 'none' }, {}, /ask for nothing/],
  ['ages that nobody has', { selectAgeFrom: 30, selectAgeTo: 20 }, me, /--select-age-from is 30.*--select-age-to/],
])('%s: refused before work', (_what, options, more, message) => {
  expect(() => asked(options, more)).toThrow(UsageError);
  expect(() => asked(options, more)).toThrow(message);
});

describe('what has no effect is said, with the reason', () => {
  test.each<[TaskOptions, Partial<JobWish>, string]>([
    [{ enhancerWeight: 0.3 }, me, '--enhancer-weight has no effect: no --enhancer is asked for.'],
    [
      { enhancer: 'gfpgan_1.4', enhancerWeight: 0.3 },
      me,
      '--enhancer-weight has no effect: gfpgan_1.4 has no such input; codeformer has.',
    ],
    [{ enhancerBlend: 30 }, me, '--enhancer-blend has no effect: no --enhancer is asked for.'],
    [{ pixelBoost: 256, enhancer: 'gfpgan_1.4' }, {}, '--pixel-boost has no effect: nobody is swapped.'],
    [
      { swapper: 'uniface_256', swapperWeight: 1 },
      me,
      '--swapper-weight has no effect: uniface_256 has no such balance.',
    ],
    [{ upscalerBlend: 5 }, me, '--upscaler-blend has no effect: no --upscaler is asked for.'],
    [{ colouriserSize: 192 }, me, '--colouriser-size has no effect: no --colouriser is asked for.'],
    [{ debugItems: ['box'] }, me, '--debug-items has no effect: no --debug is asked for.'],
    [{ transcode: true }, me, '--transcode has no effect: other steps are asked for.'],
    [{ occluder: 'xseg_2' }, me, '--occluder has no effect: --masks does not name "occlusion".'],
    [{ areas: ['mouth'] }, me, '--areas has no effect: --masks does not name "area".'],
    [{ landmarkerScore: 0.7 }, me, '--landmarker-score has no effect: no --landmarker is asked for.'],
    [{ transcode: true, faces: 'one' }, {}, '--faces has no effect: no step works on faces.'],
    [{ crf: 20 }, { ...me, target: 'a.png' }, '--crf has no effect: the target is an image.'],
  ])('%j', (options, more, note) => {
    expect(asked(options, { ...more, flags: options }).notes).toEqual([note]);
  });

  test('a source that nobody becomes is told too', () => {
    expect(asked({}, { ...me, preset: 'transcode' }).notes).toEqual(['--source has no effect: nobody is swapped.']);
  });

  test('what a preset holds beside what it asks for is not', () => {
    expect(asked({ enhancerBlend: 30, crf: 20 }, { ...me, flags: {} }).notes).toEqual([]);
  });

  test('what has one is not', () => {
    const options: TaskOptions = {
      ...{ enhancer: 'codeformer', enhancerWeight: 1, enhancerBlend: 50, swapperWeight: 0.7, pixelBoost: 256 },
      ...{ masks: ['box', 'occlusion', 'region', 'area'], occluder: 'xseg_2', parser: 'bisenet_resnet_18' },
      ...{ regions: ['skin'], areas: ['mouth'], maskBlur: 0.1, debug: true, debugItems: ['box'] },
      ...{ landmarker: '2dfan4', landmarkerScore: 0.4, smoothing: 3, faces: 'one', crf: 20 },
    };
    expect(asked(options, { photos: me.photos, flags: { ...options, source: me.photos } }).notes).toEqual([]);
    expect(asked({ detectorScore: 0.3 }, { map: [blurred] }).notes).toEqual([]);
  });
});
