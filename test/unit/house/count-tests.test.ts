import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const script = path.resolve(import.meta.dirname, '../../../.ci/count-tests.ts');
const folder = mkdtempSync(path.join(os.tmpdir(), 'faceline-count-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Counts {
  readonly passed: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly success?: boolean;
}

function run(stages: number, reports: readonly Counts[], missing: readonly string[] = [], testStatus = '0') {
  const files = reports.map(({ passed, failed = 0, skipped = 0, success = failed === 0 }, index) => {
    const file = path.join(folder, `${index}.json`);
    const numTotalTests = passed + failed + skipped;
    const report = {
      numTotalTests,
      numPassedTests: passed,
      numFailedTests: failed,
      numPendingTests: skipped,
      numTodoTests: 0,
      success,
    };
    writeFileSync(file, JSON.stringify(report));
    return file;
  });
  const { stdout, status } = spawnSync(process.execPath, [script, String(stages), testStatus, ...files, ...missing], {
    encoding: 'utf8',
  });
  return [stdout, status];
}

test.each([
  ['all is well', 0, [{ passed: 3 }], '3 passed, 0 failed\n', 0],
  ['skipped ones show', 0, [{ passed: 3, skipped: 2 }], '3 passed, 0 failed, 2 skipped\n', 0],
  ['reports are summed', 0, [{ passed: 3, failed: 1 }, { passed: 4 }], '7 passed, 1 failed\n', 1],
  ['a failed stage counts', 2, [{ passed: 3 }], '3 passed, 2 failed\n', 1],
  ['a file that does not load counts', 0, [{ passed: 3, success: false }], '3 passed, 1 failed\n', 1],
  ['no test at all is a failure', 0, [{ passed: 0 }], '0 passed, 1 failed\n', 1],
] satisfies [string, number, Counts[], string, number][])('%s', (_, stages, reports, line, status) => {
  expect(run(stages, reports)).toEqual([line, status]);
});

test('an error outside any test is a failure, though every test passed', () => {
  expect(run(0, [{ passed: 1 }], [], '1')).toEqual(['1 passed, 1 failed\n', 1]);
  expect(run(0, [{ passed: 1, failed: 2 }], [], '1')).toEqual(['1 passed, 2 failed\n', 1]);
});

test('a report that was never written is a failure', () => {
  expect(run(0, [{ passed: 1 }], [path.join(folder, 'none.json')])).toEqual(['1 passed, 1 failed\n', 1]);
});

test('a test that ran in two checkouts counts once, skipped only where neither ran it', () => {
  const report = (root: string, statuses: readonly string[]) => {
    const count = (status: string) => statuses.filter((one) => one === status).length;
    const file = path.join(folder, `${root}.json`);
    const counts = {
      numTotalTests: statuses.length,
      numPassedTests: count('passed'),
      numFailedTests: count('failed'),
      numPendingTests: count('skipped'),
      numTodoTests: 0,
      success: count('failed') === 0,
    };
    const names = ['one', 'two', 'three', 'three', 'five'];
    const assertionResults = statuses.map((status, at) => ({ fullName: names[at], status, failureMessages: ['why'] }));
    const testResults = [{ name: `/${root}/test/unit/a.test.ts`, status: 'passed', assertionResults }];
    writeFileSync(file, JSON.stringify({ ...counts, testResults }));
    return file;
  };
  const clone = report('clone', ['passed', 'skipped', 'skipped', 'passed', 'skipped']);
  const count = (other: string) =>
    spawnSync(process.execPath, [script, '0', '0', clone, other], { encoding: 'utf8' }).stdout.split('\n').at(-2);
  expect(count(report('better', ['passed', 'passed', 'passed', 'passed', 'skipped']))).toBe(
    '4 passed, 0 failed, 1 skipped',
  );
  expect(count(report('worse', ['failed', 'passed', 'skipped', 'failed', 'passed']))).toBe(
    '2 passed, 2 failed, 1 skipped',
  );
});

test('what failed is named, with the first line of why', () => {
  const file = path.join(folder, 'named.json');
  const counts = { numTotalTests: 2, numPassedTests: 1, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };
  const testResults = [
    {
      name: '/a.test.ts',
      status: 'failed',
      assertionResults: [
        { fullName: 'a wins', status: 'passed', failureMessages: [] },
        { fullName: 'a loses', status: 'failed', failureMessages: ['expected 1 to be 2\n    at a.test.ts:3'] },
      ],
    },
    { name: '/b.test.ts', status: 'failed', message: 'Cannot find module\nstack', assertionResults: [] },
  ];
  writeFileSync(file, JSON.stringify({ ...counts, success: false, testResults }));
  const { stdout } = spawnSync(process.execPath, [script, '0', '1', file], { encoding: 'utf8' });
  expect(stdout.split('\n')).toEqual([
    'failed: a loses: expected 1 to be 2',
    'failed: /b.test.ts: Cannot find module',
    '1 passed, 1 failed',
    '',
  ]);
});
