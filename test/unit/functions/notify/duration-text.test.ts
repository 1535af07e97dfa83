import { expect, test } from 'vitest';
import { durationText, wholeDurationText } from '../../../../functions/notify/duration-text.ts';

test.each([
  [0, '0.0 s', '0 s'],
  [4.25, '4.3 s', '4 s'],
  [9.94, '9.9 s', '10 s'],
  [9.96, '10 s', '10 s'],
  [59.4, '59 s', '59 s'],
  [59.6, '1 min 00 s', '1 min 00 s'],
  [125, '2 min 05 s', '2 min 05 s'],
  [3599.6, '1 h 00 min', '1 h 00 min'],
  [3725, '1 h 02 min', '1 h 02 min'],
  [90_000, '25 h 00 min', '25 h 00 min'],
])('%d s is told as %s, and in whole seconds as %s', (seconds, text, whole) => {
  expect([durationText(seconds), wholeDurationText(seconds)]).toEqual([text, whole]);
});
