import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type ErrorCode, errorAdvice, errorCodeSchema } from '../../../contract/error-codes.ts';
import { failureReport } from '../../../contract/failure-report.ts';
import { parseNotice } from '../../../contract/notice.ts';
import { parseReport } from '../../../contract/report.ts';
import { facelineVersion } from '../../../contract/version.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { doneReport } from '../../helpers/tasks/done-report.ts';

const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const failed = failureReport({
  taskId: '0'.repeat(32),
  outcome: 'failed',
  code: 'DECODE_FAILED',
  message: 'It broke.',
  source: { bucket: 'in', key: 'videos/input/u1/202504051423/raw.mp4' },
  output: { bucket: 'out', prefix: 'videos/output/x/' },
  attempts: 2,
  finishedAt: new Date('2025-04-05T14:24:00Z'),
});

describe('report', () => {
  test('one that is done survives the wire', () => {
    expect(parseReport(wire(doneReport()))).toEqual({ ok: true, value: doneReport() });
  });

  test('one that failed survives the wire, and says what to do', () => {
    expect(parseReport(wire(failed))).toEqual({ ok: true, value: failed });
    expect(failed.error).toMatchObject({ advice: errorAdvice.DECODE_FAILED, retryable: false });
    expect(failed.startedAt).toBe(failed.finishedAt);
  });

  test('done without a result, or failed without an error, is no report', () => {
    const { result: _, ...unfinished } = doneReport();
    expect(parseReport(unfinished)).toMatchObject({ ok: false, problem: expect.stringContaining('result') });
    const { error: __, ...silent } = failed;
    expect(parseReport(silent)).toMatchObject({ ok: false, problem: expect.stringContaining('error') });
    expect(parseReport({ ...doneReport(), error: failed.error }).ok).toBe(false);
  });

  test('another version names both; unknown fields and codes are refused', () => {
    expect(parseReport({ version: 2 })).toMatchObject({
      versionMismatch: true,
      problem: expect.stringMatching(/2.*1/),
    });
    expect(parseReport({ ...failed, colour: 1 })).toMatchObject({ problem: expect.stringContaining('"colour"') });
    expect(parseReport({ ...failed, error: { ...failed.error, code: 'OOPS' } })).toMatchObject({
      problem: expect.stringContaining('error.code'),
    });
  });
});

const tooMany = Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`step-${at}`, 1]));

test.each([
  ['a line of its own', { 'swap\nDone: everything': 1 }],
  ['a word to a terminal', { '\u001b[31m': 1 }],
  ['a text', { ['a'.repeat(33)]: 1 }],
  ['many', tooMany],
])('counts are by names of steps, told as they are: %s is none', (_what, changed) => {
  const { result, ...report } = doneReport();
  const { summary, ...notice } = makeNotice(doneReport());
  const faces = { ...result?.faces, changed };
  const timings = { ...result?.timings, steps: changed };
  expect(parseReport({ ...report, result: { ...result, faces } }).ok).toBe(false);
  expect(parseReport({ ...report, result: { ...result, timings } }).ok).toBe(false);
  const skipped = { ...result?.faces, skipped: changed };
  expect(parseReport({ ...report, result: { ...result, faces: skipped } }).ok).toBe(false);
  expect(parseNotice({ ...notice, summary: { ...summary, facesChanged: changed } }).ok).toBe(false);
  expect(
    parseReport({ ...report, result: { ...result, faces: { ...faces, changed: { swap: 1, 'lip-sync': 2 } } } }).ok,
  ).toBe(true);
});

describe('notice', () => {
  test('of every outcome survives the wire', () => {
    for (const report of [doneReport(), failed, { ...failed, outcome: 'refused' as const }]) {
      const notice = makeNotice(report);
      expect(parseNotice(wire(notice))).toEqual({ ok: true, value: notice });
    }
  });

  test('a link that is none, and another version, are refused', () => {
    const links = { file: 'not a link', expiresAt: '2025-04-05T14:24:00.000Z' };
    expect(parseNotice({ ...makeNotice(doneReport()), links })).toMatchObject({
      problem: expect.stringContaining('links.file'),
    });
    expect(parseNotice({ version: 3 })).toMatchObject({ versionMismatch: true });
  });
});

describe('error codes', () => {
  test('are upper case, and every advice is a sentence', () => {
    for (const [code, advice] of Object.entries(errorAdvice)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(advice).toMatch(/^([A-Z]|ffmpeg ).{15,}\.$/);
    }
  });

  test('inherited names are no codes', () => {
    expect(errorCodeSchema.safeParse('toString').success).toBe(false);
    expect(errorCodeSchema.safeParse('INTERNAL' satisfies ErrorCode).success).toBe(true);
  });
});

test("Faceline's version is package.json's", () => {
  const file = path.resolve(import.meta.dirname, '../../../package.json');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(facelineVersion).toBe(version);
});
