import { Command } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { pictureFlags, pictureOptions } from '../../../../../bin/commands/asked/picture-flags.ts';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import { taskOptionsSchema } from '../../../../../contract/options/options.ts';

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

test('a default that the help tells may be typed', () => {
  const told = pictureFlags.flatMap((flag) => {
    const [, words] = /\(default: (?!all\))(.+)\)$/.exec(flag.description) ?? [];
    return words === undefined ? [] : [[flag.long ?? '', ...words.split(' ')]];
  });
  expect(told.length).toBeGreaterThan(30);
  for (const [flag = '', ...words] of told) expect(() => read(flag, ...words), flag).not.toThrow();
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

test.each([
  [['--detector-score', '5'], '--detector-score: expected at most 1, not 5.'],
  [['--detector-score', ''], '--detector-score: expected a number from 0 to 1, not nothing.'],
  [['--frames', 'abc'], '--frames: expected a whole number from 1 to 20000000, not abc.'],
  [['--frames', '1.5'], '--frames: expected a whole number, not 1.5.'],
  [['--frames', '0'], '--frames: expected at least 1, not 0.'],
  [['--debug-items', 'box', 'bx'], /^--debug-items: expected box, .* or outcome, not bx\. Did you mean box\?$/],
  [['--debug-items', 'nose'], /--debug-items.*landmarks-68/],
  [['--mask-padding', '1', '2'], '--mask-padding: expected four numbers (top, right, bottom, left), not 1 2.'],
  [['--mask-padding', '1', '2', 'x', '4'], '--mask-padding: expected a number from 0 to 100, not x.'],
  [['--faces', 'two'], '--faces: expected many or one, not two.'],
  [['--face-order', 'large'], /^--face-order: expected large-small, .*, not large\. Did you mean large-small/],
  [['--smoothing', '99'], '--smoothing: expected at most 15, not 99.'],
  [['--from', 'abc'], '--from: expected a time in the source such as 12.5, 1:02 or 1:02:03.5, not abc.'],
  [['--to', '1:99'], /^--to: expected a time .*, not 1:99\.$/],
  [['--preview', 'soon'], /^--preview: expected a time .*, not soon\.$/],
  [['--detector-angles', '45'], '--detector-angles: expected 0, 90, 180 or 270, not 45.'],
  [['--detector-angles', '90', '90'], '--detector-angles: expected every angle once, not 90 90.'],
  [
    ['--detector-margin', '1', '2'],
    /^--detector-margin: expected a number from 0 to 100 or four numbers .*, not 1 2\.$/,
  ],
  [
    ['--detector-margin', 'wide'],
    /^--detector-margin: expected a number from 0 to 100 or four numbers .*, not wide\.$/,
  ],
  [['--masks', 'hair'], '--masks: expected box, occlusion, region or area, not hair.'],
  [['--masks', 'box', 'box'], '--masks: expected every name once, not box box.'],
  [['--mask-blur', 'soft'], '--mask-blur: expected a number from 0 to 1, not soft.'],
  [['--pixel-boost', '10'], '--pixel-boost: expected at least 64, not 10.'],
  [['--pixel-boost', 'big'], '--pixel-boost: expected 0 or a whole number from 64 to 2048, not big.'],
  [['--select-gender', 'neither'], '--select-gender: expected any, female or male, not neither.'],
  [['--select-age-to', 'old'], '--select-age-to: expected a whole number from 0 to 100, not old.'],
  [['--colouriser-size', '300'], '--colouriser-size: expected 192, 256, 384 or 512, not 300.'],
  [['--swapper-colour-match', '101'], '--swapper-colour-match: expected at most 100, not 101.'],
  [['--smoothing', '99', '--faces', 'two'], /^--faces: .*two\.\n--smoothing: .*99\.$/],
] as const)('%j is told by the flag, what was expected and what was given', (args, message) => {
  expect(() => read(...args)).toThrow(typeof message === 'string' ? new UsageError(message) : message);
});
