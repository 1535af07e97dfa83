import { errorAdvice } from '../contract/error-codes.ts';
import { localAdvice } from './commands/words/local-advice.ts';

/** `docs/errors.md`, made of the codes themselves; a test compares. `npm run pages` writes it. */
export function errorsPage(): string {
  const local = Object.entries(localAdvice);
  const rows = Object.entries(errorAdvice).map(([code, advice]) => {
    const here = local.find(([other]) => other === code)?.[1];
    return `| \`${code}\` | ${advice} | ${here === advice ? '' : here} |`;
  });
  return `${[
    '# Error codes',
    '',
    'Every report of a task that was refused or failed carries one of these codes, a message that says what exactly was',
    'wrong, and this advice. Codes are stable: programs may match on them, and messages may change.',
    'This page is generated from `contract/error-codes.ts` and `bin/commands/words/local-advice.ts` by',
    '`npm run pages`.',
    '',
    '| code | what to do | on one machine, where that is another thing |',
    '|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}
