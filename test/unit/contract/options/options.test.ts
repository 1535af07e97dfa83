import { describe, expect, test } from 'vitest';
import type { OptionRow } from '../../../../contract/options/option.ts';
import {
  completeOptionsSchema,
  defaultOptions,
  optionRows,
  optionSubjects,
} from '../../../../contract/options/options.ts';

const rows = Object.entries<OptionRow>(optionRows);

test('every option stands under one subject, once', () => {
  const inSubjects = optionSubjects.flatMap((subject) => Object.keys(subject.rows));
  expect(inSubjects.toSorted()).toEqual(Object.keys(optionRows).toSorted());
});

test('the defaults are options themselves', () => {
  expect(completeOptionsSchema.parse(defaultOptions)).toEqual(defaultOptions);
  expect(Object.keys(defaultOptions)).toEqual(Object.keys(optionRows));
});

describe.each(rows)('%s', (_name, row) => {
  test('has a default that its schema takes as it is', () => {
    expect(row.schema.parse(row.default)).toEqual(row.default);
  });

  test('leaves bounds and defaults to the schema, and says something', () => {
    expect(row.help.length).toBeGreaterThan(10);
    expect(row.help).not.toMatch(/\d\s*(\.\.|to)\s*\d|default/);
  });
});
