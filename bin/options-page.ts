import type { OptionRow } from '../contract/options/option.ts';
import { defaultOptions, optionSubjects } from '../contract/options/options.ts';
import { noSteps, presets } from '../contract/presets.ts';
import { namesOfRole } from '../gpu-worker/catalog/catalog.ts';
import { flagOf } from './commands/flag-of.ts';
import { defaultWords, wordsOf } from './commands/words/option-words.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

function rowOf([name, row]: readonly [string, OptionRow]): string {
  const taken = row.model === undefined ? wordsOf(row.schema) : namesOfRole(row.model.role).join(', ');
  const value = defaultWords(row) ?? String(row.default);
  return `| \`${flagOf(name)}\`<br>\`${name}\` | ${cell(row.help)} | ${cell(taken)} | ${value} |`;
}

/** What a preset asks for, without the steps that it does not want and nobody gets anyway; as JSON. */
function asked(options: (typeof presets)[string]): string {
  const [plain, none] = [new Map(Object.entries(defaultOptions)), new Map(Object.entries(noSteps))];
  const telling = Object.entries(options).filter(
    ([name, value]) => plain.get(name) !== value || none.get(name) !== value,
  );
  return JSON.stringify(Object.fromEntries(telling));
}

/** `docs/options.md`, made of the options themselves; a test compares. `npm run pages` writes it. */
export function optionsPage(): string {
  return `${[
    '# Options',
    '',
    'What a task may be asked for: as flags of `faceline local` and `faceline submit`, and by the other names in JSON: in a',
    "preset file, in an upload's metadata `options` and in a manifest. All of them are checked by the same rows. This page is",
    'generated from those, `contract/options/` and `contract/processors/`, by `npm run pages`.',
    ...optionSubjects.flatMap(({ title, rows }) => [
      '',
      `## ${title}`,
      '',
      '| option | what for | takes | default |',
      '|---|---|---|---|',
      ...Object.entries(rows).map(rowOf),
    ]),
    '',
    '## Presets',
    '',
    'Bundles of options, `--preset <name>`; what is asked for beside them comes on top.',
    '',
    '| preset | asks for |',
    '|---|---|',
    ...Object.entries(presets).map(([name, options]) => `| \`${name}\` | \`${asked(options)}\` |`),
  ].join('\n')}\n`;
}
