import { describe, expect, test } from 'vitest';
import type { OptionRow } from '../../../../contract/options/option.ts';
import { completeOptionsSchema, defaultOptions, optionRows } from '../../../../contract/options/options.ts';
import { noSteps, presets } from '../../../../contract/presets.ts';
import {
  asksForPerson,
  doneToFaces,
  processorRow,
  processors,
  processorsFor,
} from '../../../../contract/processors/processors.ts';

describe.each(processors.map((row) => [row.name, row] as const))('%s', (name, row) => {
  const asker = Object.entries<OptionRow>(optionRows).find(([option]) => option === row.askedBy)?.[1];
  const asking = row.preset?.asks ?? true;
  const complete = completeOptionsSchema.parse({ ...defaultOptions, ...noSteps, [row.askedBy]: asking });

  test('is asked for by its option, and left out where that is off', () => {
    expect(processorsFor(complete).map((step) => step.name)).toEqual([name]);
    expect(asker?.schema.parse(row.off)).toBe(row.off);
    expect(processorsFor(completeOptionsSchema.parse({ ...complete, [row.askedBy]: row.off }))).toEqual([]);
  });

  test('asks for a person where it gives an identity', () => {
    expect(asksForPerson(complete)).toBe(row.facts.givesIdentity);
  });

  test('makes a step that its own schema takes, and is found by it', () => {
    for (const step of processorsFor(complete)) {
      expect(row.schema.parse(step)).toEqual(step);
      expect(processorRow(step)).toBe(row);
    }
  });
});

test.each(processors.flatMap((row) => (row.preset === undefined ? [] : [[row.preset.name, row.name] as const])))(
  'the preset %s asks for %s alone',
  (preset, name) => {
    const options = completeOptionsSchema.parse({ ...defaultOptions, ...presets[preset] });
    expect(processorsFor(options).map((step) => step.name)).toEqual([name]);
  },
);

test('no two share a name, an option, a word or a preset', () => {
  for (const of of [
    processors.map(({ name }) => name),
    processors.flatMap(({ options }) => Object.keys(options)),
    processors.map(({ words }) => words.done),
    Object.keys(presets),
  ]) {
    expect(new Set(of).size).toBe(of.length);
  }
});

test('what was done to faces has the word of its step', () => {
  expect(['swap', 'enhance', 'blur', 'sharpen'].map(doneToFaces)).toEqual([
    'swapped',
    'restored',
    'blurred',
    'changed by sharpen',
  ]);
});

test('a step that nobody knows is no step', () => {
  expect(() => processorRow(JSON.parse('{"name": "sharpen"}'))).toThrow(/no processor "sharpen"/);
});
