import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/**
 * Names the tests that failed and why, and prints `N passed, N failed` (and `, N skipped`) over vitest's JSON reports
 * as the last line of a run.
 * Usage: node .ci/count-tests.ts <failed stages without a report> <1 if tests ended with a status, else 0> <report>…
 * What failed without a failing test counts as one: a lint error, a test file that does not load, an error outside any
 * test, a report that is missing because nothing ran. A test of which two reports tell counts once: as failed if it
 * failed in one of them, as skipped only if it was skipped in both.
 */
const reportSchema = z.object({
  success: z.boolean(),
  numTotalTests: z.number(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z
    .array(
      z.object({
        name: z.string(),
        status: z.string(),
        message: z.string().default(''),
        assertionResults: z.array(
          z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
        ),
      }),
    )
    .default([]),
});
type TestReport = z.infer<typeof reportSchema>;

const [stages = '0', testStatus = '0', ...reports] = process.argv.slice(2);
const sum = { passed: 0, failed: Number(stages), skipped: 0 };
const failures: string[] = [];
const outcomes = ['skipped', 'passed', 'failed'] as const;
type Outcome = (typeof outcomes)[number];
const told = new Map<string, Outcome>();

for (const file of reports) {
  if (!existsSync(file)) {
    sum.failed += 1;
    continue;
  }
  const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  sum.passed += report.numPassedTests;
  sum.skipped += report.numPendingTests + report.numTodoTests;
  sum.failed += report.success ? 0 : Math.max(1, report.numFailedTests);
  if (report.numTotalTests === 0) sum.failed += 1;
  for (const [test, outcome] of outcomesOf(report)) {
    const [less = outcome, more = outcome] = [outcome, told.get(test)]
      .filter((one) => one !== undefined)
      .sort((a, b) => outcomes.indexOf(a) - outcomes.indexOf(b));
    if (told.has(test)) sum[less] -= 1;
    told.set(test, more);
  }
  failures.push(...failuresOf(report));
}

if (testStatus !== '0' && sum.failed === Number(stages)) sum.failed += 1;

for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${skipped}\n`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** A line each: the test, or the file that did not load, and the first line of what it said. */
function failuresOf({ testResults }: TestReport): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`${name}: ${firstLine(message)}`] : [];
    return failed.map((test) => `${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? '')}`);
  });
}

/** Tests by file, below the folder of tests, and name; those of one name by their order. */
function outcomesOf({ testResults }: TestReport): ReadonlyMap<string, Outcome> {
  const found = new Map<string, Outcome>();
  for (const { name, assertionResults } of testResults) {
    const file = name.split('/test/').at(-1);
    for (const { fullName, status } of assertionResults) {
      let test = `${file}: ${fullName}`;
      while (found.has(test)) test += ' again';
      found.set(test, outcomes.find((outcome) => outcome === status) ?? 'skipped');
    }
  }
  return found;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
