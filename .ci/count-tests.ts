import { existsSync, readFileSync } from 'node:fs';

/**
 * Prints `N passed, N failed` (and `, N skipped`) over vitest's JSON reports, as the last line of a run.
 * Usage: node .ci/count-tests.ts <failed stages without a report> <1 if tests ended with a status, else 0> <report>…
 * What failed without a failing test counts as one: a lint error, a test file that does not load, an error outside any
 * test, a report that is missing because nothing ran.
 */
const [stages = '0', testStatus = '0', ...reports] = process.argv.slice(2);
const sum = { passed: 0, failed: Number(stages), skipped: 0 };

for (const file of reports) {
  if (!existsSync(file)) {
    sum.failed += 1;
    continue;
  }
  const fields = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8'))));
  const count = (name: string): number => {
    const value = fields.get(name);
    if (typeof value !== 'number') throw new Error(`${file} has no ${name}; expected a report of vitest's.`);
    return value;
  };
  sum.passed += count('numPassedTests');
  sum.skipped += count('numPendingTests') + count('numTodoTests');
  sum.failed += fields.get('success') === true ? 0 : Math.max(1, count('numFailedTests'));
  if (count('numTotalTests') === 0) sum.failed += 1;
}

if (testStatus !== '0' && sum.failed === Number(stages)) sum.failed += 1;

const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${skipped}\n`);
process.exitCode = sum.failed > 0 ? 1 : 0;
