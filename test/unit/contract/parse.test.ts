import { expect, test } from 'vitest';
import * as z from 'zod';
import { taskOptionsSchema } from '../../../contract/options/options.ts';
import { parseWith } from '../../../contract/parse.ts';

const schema = z.strictObject({
  url: z.url(),
  name: z.string().max(5),
  count: z.coerce.number().int().min(1).max(64),
  list: z.array(z.enum(['ecs', 'batch'])).min(1),
});
const right = { url: 'https://a', name: 'a', count: '3', list: ['ecs'] };
const told = (wrong: object): string => {
  const parsed = parseWith(schema, { ...right, ...wrong }, 'thing');
  return parsed.ok ? '' : parsed.problem.replace('The thing is not valid: ', '');
};

test.each([
  [{ count: '0' }, 'count: expected at least 1, not "0"'],
  [{ count: 65 }, 'count: expected at most 64, not 65'],
  [{ count: 'many' }, 'count: expected a whole number from 1 to 64, not "many"'],
  [{ count: undefined }, 'count: expected a whole number from 1 to 64'],
  [{ name: undefined }, 'name: expected a text'],
  [{ name: '' }, ''],
  [{ list: [] }, 'list: expected at least 1 entry'],
  [{ list: ['bach'] }, 'list.0: expected ecs or batch, not "bach". Did you mean batch?'],
  [{ lst: 1 }, 'there is no "lst" in it. Did you mean list?'],
])('%j is told in words', (wrong, words) => {
  expect(told(wrong)).toBe(words);
});

test('a text that may hold a secret is not repeated', () => {
  expect(told({ url: 'secret at host' })).toBe('url: expected a URL');
  expect(told({ name: 'a long secret' })).toBe('name: expected at most 5 characters');
  expect(told({ list: 'secret' })).toBe('list: expected a list');
});

test('of a union every branch is told', () => {
  const parsed = parseWith(taskOptionsSchema, { detectorMargin: [1, 2] }, 'preset');
  expect(parsed).toMatchObject({
    problem:
      'The preset is not valid: detectorMargin: expected a number from 0 to 100 or four numbers (top, right, bottom, left)',
  });
});
