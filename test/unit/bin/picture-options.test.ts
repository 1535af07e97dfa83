import { Command } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { pictureFlags, pictureOptions } from '../../../bin/commands/local/picture-options.ts';
import { taskOptionsSchema } from '../../../contract/task-options.ts';

function read(...args: string[]) {
  const command = new Command();
  for (const flag of pictureFlags) command.addOption(flag);
  command.parse(args, { from: 'user' });
  return pictureOptions(command.opts());
}

test('every flag is an option of a task under the same name', () => {
  const names = Object.keys(taskOptionsSchema.shape);
  for (const flag of pictureFlags) expect(names).toContain(flag.attributeName());
});

test('flags become options; what is not given is left to the preset and the defaults', () => {
  expect(read()).toEqual({});
  expect(
    read(
      ...['--masks', 'box', 'occlusion', '--mask-blur', '0.5', '--mask-padding', '1', '2', '3', '4'],
      ...['--landmarker', '2dfan4', '--landmarker-score', '0.4', '--pixel-boost', '256', '--regions', 'nose', 'mouth'],
      ...[
        '--select-gender',
        'female',
        '--select-age-from',
        '20',
        '--select-age-to',
        '60',
        '--face-order',
        'best-worst',
      ],
      ...[
        '--swapper-colour-match',
        '60',
        '--colouriser',
        'ddcolor',
        '--colouriser-size',
        '384',
        '--colouriser-blend',
        '90',
      ],
      ...['--debug', '--debug-items', 'box', 'track'],
      ...['--upscaler', 'real_esrgan_x2', '--upscaler-blend', '70', '--transcode', '--faces', 'one'],
    ),
  ).toEqual({
    masks: ['box', 'occlusion'],
    maskBlur: 0.5,
    maskPadding: [1, 2, 3, 4],
    landmarker: '2dfan4',
    landmarkerScore: 0.4,
    pixelBoost: 256,
    regions: ['nose', 'mouth'],
    swapperColourMatch: 60,
    colouriser: 'ddcolor',
    colouriserSize: 384,
    colouriserBlend: 90,
    debug: true,
    debugItems: ['box', 'track'],
    upscaler: 'real_esrgan_x2',
    upscalerBlend: 70,
    transcode: true,
    faces: 'one',
    selectGender: 'female',
    selectAgeFrom: 20,
    selectAgeTo: 60,
    faceOrder: 'best-worst',
  });
});

test('the detector: its model and score, several angles, one margin or four', () => {
  expect(
    read('--detector', 'many', '--detector-score', '0.3', '--detector-angles', '0', '90', '--detector-margin', '5'),
  ).toEqual({ detector: 'many', detectorScore: 0.3, detectorAngles: [0, 90], detectorMargin: 5 });
  expect(read('--detector-margin', '1', '2', '3', '4', '--detector-angles', '270')).toEqual({
    detectorMargin: [1, 2, 3, 4],
    detectorAngles: [270],
  });
});

test('nonsense is refused by name', () => {
  expect(() => read('--detector-angles', '45')).toThrow(/detectorAngles/);
  expect(() => read('--detector-angles', '90', '90')).toThrow(/every angle once/);
  expect(() => read('--detector-margin', '1', '2')).toThrow(/detectorMargin/);
  expect(() => read('--detector-margin', 'wide')).toThrow(/detectorMargin/);
  expect(() => read('--detector-score', '2')).toThrow(/detectorScore/);
  expect(() => read('--masks', 'hair')).toThrow(/masks.*box/s);
  expect(() => read('--masks', 'box', 'box')).toThrow(/every name once/);
  expect(() => read('--mask-blur', 'soft')).toThrow(/maskBlur/);
  expect(() => read('--mask-padding', '1', '2')).toThrow(/maskPadding/);
  expect(() => read('--pixel-boost', '10')).toThrow(/pixelBoost/);
  expect(() => read('--select-gender', 'neither')).toThrow(/selectGender.*female/s);
  expect(() => read('--select-age-to', 'old')).toThrow(/selectAgeTo/);
  expect(() => read('--face-order', 'big-first')).toThrow(/faceOrder.*large-small/s);
  expect(() => read('--colouriser-size', '300')).toThrow(/colouriserSize.*192.*512/s);
  expect(() => read('--debug-items', 'nose')).toThrow(/debugItems.*landmarks-68/s);
  expect(() => read('--swapper-colour-match', '101')).toThrow(/swapperColourMatch/);
});
