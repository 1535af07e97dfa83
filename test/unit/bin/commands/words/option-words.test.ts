import { expect, test } from 'vitest';
import * as z from 'zod';
import { defaultWords, kindOf, takesList, wordsOf } from '../../../../../bin/commands/words/option-words.ts';
import { option, percentSchema, sidesSchema, someOf } from '../../../../../contract/options/option.ts';
import { timeSchema } from '../../../../../contract/source-time.ts';
import { namesOfRole } from '../../../../../gpu-worker/catalog/catalog.ts';

test.each<[z.ZodType, string]>([
  [percentSchema, 'a number from 0 to 100'],
  [z.int().min(1).max(15), 'a whole number from 1 to 15'],
  [z.enum(['many', 'one']), 'many or one'],
  [someOf(z.enum(['box', 'region']), 'name'), 'any of box or region'],
  [z.union([z.literal(0), z.int().min(64).max(2048)]), '0 or a whole number from 64 to 2048'],
  [sidesSchema, 'four numbers (top, right, bottom, left), each a number from 0 to 100'],
  [z.union([z.literal('end'), timeSchema]), 'end or a time in the source such as 12.5, 1:02 or 1:02:03.5'],
  [z.boolean(), 'true or false'],
])('what is taken is told from the schema: %#', (schema, words) => {
  expect(wordsOf(schema)).toBe(words);
});

test('texts that stand for numbers are read as such, lists as lists, and times and names as they are', () => {
  const kinds = (schema: z.ZodType) => [kindOf(schema), takesList(schema)];
  expect(kinds(percentSchema)).toEqual(['number', false]);
  expect(kinds(z.union([percentSchema, sidesSchema]))).toEqual(['number', true]);
  expect(kinds(someOf(z.literal([0, 90]), 'angle'))).toEqual(['number', true]);
  expect(kinds(someOf(z.enum(['box']), 'name'))).toEqual(['word', true]);
  expect(kinds(timeSchema)).toEqual(['time', false]);
});

test('a default is told where it is one', () => {
  const items = someOf(z.enum(['a', 'b']), 'name');
  expect(defaultWords(option(items, ['a', 'b'], ''))).toBe('all');
  expect(defaultWords(option(items, ['b'], ''))).toBe('b');
  expect(defaultWords(option(percentSchema, 80, ''))).toBe('80');
  expect(defaultWords(option(z.boolean(), false, ''))).toBeUndefined();
});

test('a model is told by the catalogue, with the words that may stand for it', () => {
  expect(namesOfRole('occluder')).toEqual(['xseg_1', 'xseg_2', 'xseg_3']);
  expect(namesOfRole('landmarker')).toEqual(['2dfan4', 'peppa_wutz', 'fan_68_5', 'none', 'many']);
});
