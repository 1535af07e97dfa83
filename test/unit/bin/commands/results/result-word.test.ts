import { expect, test } from 'vitest';
import { resultNameHelp, resultWord } from '../../../../../bin/commands/results/result-word.ts';
import { settingsFor } from '../../../../../contract/face-task.ts';
import { defined } from '../../../../../contract/options/option.ts';
import { type CompleteOptions, defaultOptions } from '../../../../../contract/options/options.ts';
import { noSteps, presets } from '../../../../../contract/presets.ts';

const blurred = [{ target: 'all', source: 'blur' }] as const;
const wordOf = (options: Partial<CompleteOptions>, identities: Parameters<typeof settingsFor>[2] = []): string =>
  resultWord(settingsFor({ ...defaultOptions, ...options }, identities.length > 0 ? undefined : 'anna', identities));

test('the help tells every word that a result may be called', () => {
  const words = [
    ...Object.values(presets).map((preset) => wordOf(defined({ ...noSteps, ...preset }))),
    wordOf({ debug: true }),
    wordOf({}, blurred),
  ];
  expect(new Set(words).size).toBeGreaterThan(5);
  for (const word of words) expect(resultNameHelp).toContain(word);
});
