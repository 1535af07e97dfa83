import { describe, expect, test } from 'vitest';
import { exitCodeOf, exitCodes } from '../../../bin/commands/exit-codes.ts';
import type { Report, Result } from '../../../contract/report.ts';
import { unchangedFaces } from '../../../contract/unchanged-faces.ts';
import { formatNotice } from '../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../functions/notify/make-notice.ts';
import { doneReport } from '../../helpers/tasks/done-report.ts';
import { sampleTask } from '../../helpers/tasks/sample-task.ts';

/** A report of a swap with these faces. */
function reportWith(faces: Partial<Result['faces']>, task: Partial<NonNullable<Report['task']>> = {}): Report {
  const report = doneReport();
  if (report.result === undefined) throw new Error('It is done.');
  const none = { found: 0, changed: { swap: 0 }, framesWithFaces: 0, skipped: {} };
  return { ...report, task: { ...sampleTask(), ...task }, result: { ...report.result, faces: { ...none, ...faces } } };
}

describe('a task that is done and changed no face says why, and what to try', () => {
  test('none was found', () => {
    expect(unchangedFaces(reportWith({}))).toEqual({
      reason: 'none-found',
      message: 'No face was changed: none was found in any of 150 frames.',
      advice: expect.stringMatching(/`detectorScore`.*`detectorAngles`/),
    });
  });

  test.each([
    ['not-selected', 'were not selected', /`selectGender`/],
    ['kept', 'were kept by the identity map', /"blur"/],
    ['no-identity', 'were named by no rule', /rule.*"all"/],
    ['too-small', 'were too small', /larger/],
    ['model-output', 'were left because a model gave no usable numbers', /models verify/],
    ['something-new', 'were something-new', /inspect/],
  ])('%s', (reason, words, advice) => {
    const unchanged = unchangedFaces(reportWith({ found: 9, skipped: { 'too-small': 1, [reason]: 8 } }));
    expect(unchanged).toMatchObject({ reason, advice: expect.stringMatching(advice) });
    expect(unchanged?.message).toContain(`No face was changed: of 9 found, 8 ${words}`);
  });

  test('with the most frequent reason first, and every other behind it', () => {
    const { message } = unchangedFaces(reportWith({ found: 9, skipped: { 'too-small': 1, 'not-selected': 8 } })) ?? {};
    expect(message).toBe('No face was changed: of 9 found, 8 were not selected, 1 was too small to be painted.');
  });

  test('in the lines for a person, behind the figures', () => {
    expect(formatNotice(makeNotice(reportWith({})))).toMatch(
      /\n150 frames.*; faces: 0 found, 0 swapped\nNo face was changed: .*\nLook at the source/,
    );
  });
});

test.each([
  ['one was swapped', reportWith({ found: 2, changed: { swap: 1 }, skipped: { 'too-small': 1 } })],
  ['one was blurred', reportWith({ found: 2, changed: { blur: 1 }, skipped: { kept: 1 } })],
  ['none was to be', reportWith({ changed: {} }, { processors: [{ name: 'transcode' }], identities: [] })],
  [
    'all were to be kept',
    reportWith(
      { changed: {} },
      { processors: [{ name: 'transcode' }], identities: [{ target: 'all', source: 'keep' }] },
    ),
  ],
])('nothing is said where %s, and nothing of faces where there are none', (_what, report) => {
  expect(unchangedFaces(report)).toBeUndefined();
  expect(formatNotice(makeNotice(report))).not.toContain('No face was changed');
  expect(formatNotice(makeNotice(report)).includes('faces:')).toBe((report.result?.faces.found ?? 0) > 0);
  expect(exitCodeOf(report, true)).toBe(exitCodes.done);
});

test('only --strict takes such a task for anything but done', () => {
  expect(exitCodeOf(reportWith({}), false)).toBe(exitCodes.done);
  expect(exitCodeOf(reportWith({}), true)).toBe(exitCodes.unchanged);
  const { result: _, ...failed } = reportWith({});
  const error = { code: 'SOURCE_NOT_MEDIA', message: '', advice: '', retryable: false } as const;
  expect(exitCodeOf({ ...failed, outcome: 'failed', error }, true)).toBe(exitCodes.refused);
});
