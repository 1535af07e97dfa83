import { describe, expect, test } from 'vitest';
import { errorInTheirWords, inTheirWords, reportInTheirWords } from '../../../../../bin/commands/words/known-files.ts';
import { localAdvice } from '../../../../../bin/commands/words/local-advice.ts';
import { reportText } from '../../../../../bin/commands/words/report-text.ts';
import { errorAdvice } from '../../../../../contract/error-codes.ts';
import { failureReport } from '../../../../../contract/failure-report.ts';
import { parseReport } from '../../../../../contract/report.ts';
import { permanent } from '../../../../../gpu-worker/errors.ts';
import { doneReport } from '../../../../helpers/tasks/done-report.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';

const source = 'videos/input/local/202504051423/my-clip.mp4';
const photo = 'persons/clip-1a2b3c4d/1-me.jpg';
const files = new Map([
  [source, '/films/my clip.mp4'],
  [photo, '/films/me.jpg'],
  ['persons/clip-1a2b3c4d/10-me.jpg', '/films/me too.jpg'],
  ['persons/t/1.png', '/films/who $& is it.png'],
]);

/** What nobody has on one machine. */
const foreign = /bucket|upload|metadata|persons\/|object store|redrive|queue|1a2b3c4d/i;

describe('on one machine', () => {
  test.each([
    [`${source} is neither a video nor an image.`, 'my clip.mp4 is neither a video nor an image.'],
    [`There is no ${source} in input.`, 'There is no my clip.mp4.'],
    [
      `input/${source} has etag a, expected b: it was replaced.`,
      'my clip.mp4 has etag a, expected b: it was replaced.',
    ],
    [`${photo}: ${photo} has 8×8 pixels.`, 'me.jpg: me.jpg has 8×8 pixels.'],
    ['persons/clip-1a2b3c4d/10-me.jpg is animated.', 'me too.jpg is animated.'],
    [
      'persons/t/1.png, which the identity map names: no face',
      'who $& is it.png, which the identity map names: no face',
    ],
    ['There is no photo under persons/clip-1a2b3c4d/ yet.', 'There is no photo under me.jpg, me too.jpg yet.'],
    ['but one says person clip-1a2b3c4d and one keep', 'but one says person of me.jpg, me too.jpg and one keep'],
    [
      `The object store failed to write input/${photo} (ENOSPC).`,
      'The folder of this run failed to write me.jpg (ENOSPC).',
    ],
    ['Nothing of it is known here.', 'Nothing of it is known here.'],
  ])('%j speaks of the files that were named', (text, told) => {
    expect(inTheirWords(text, files)).toBe(told);
    expect(told).not.toMatch(foreign);
  });

  test('no advice speaks of what is not there', () => {
    for (const [code, advice] of Object.entries(localAdvice)) {
      expect(advice, code).not.toMatch(foreign);
    }
    expect(Object.keys(localAdvice)).toEqual(Object.keys(errorAdvice));
  });

  test('a failed report has the words, the file and its own advice, and is a report still', () => {
    const failed = failureReport({
      taskId: '0123456789abcdef0123456789abcdef',
      outcome: 'failed',
      code: 'SOURCE_NOT_FOUND',
      message: `There is no ${source} in input.`,
      source: { bucket: 'input', key: source },
      output: { bucket: 'output', prefix: 'x/' },
      attempts: 1,
      finishedAt: new Date(),
    });
    const told = reportInTheirWords(failed, files);
    expect(told.source).toEqual({ bucket: 'input', key: source, file: '/films/my clip.mp4' });
    expect(told.error).toMatchObject({ message: 'There is no my clip.mp4.', advice: localAdvice.SOURCE_NOT_FOUND });
    expect(parseReport(JSON.parse(JSON.stringify(told)))).toEqual({ ok: true, value: told });
  });

  test('a report that is done names its photos, in notes too', () => {
    const report = doneReport();
    if (report.result === undefined) throw new Error('It is done.');
    report.result.persons = [
      { person: 'clip-1a2b3c4d', photos: [{ key: photo, faces: 2, note: '2 faces; the largest is used' }] },
    ];
    report.result.notes = ['Identity 1: nobody looks like the face in persons/t/1.png.'];
    const told = reportInTheirWords(report, files);
    expect(told.result?.persons[0]?.photos).toMatchObject([{ key: photo, file: '/films/me.jpg' }]);
    expect(parseReport(JSON.parse(JSON.stringify(told)))).toEqual({ ok: true, value: told });
    const text = reportText({ report: told, reportFile: 'report.json', files: ['video.mp4'] }, 'my clip.mp4', false);
    expect(text).toContain('\nme.jpg: 2 faces; the largest is used\n');
    expect(text).toContain('\nIdentity 1: nobody looks like the face in who $& is it.png.\n');
    expect(text).not.toMatch(foreign);
  });

  test('an error before there is a task has the words as well; what nobody foresaw stays what it is', () => {
    const thrown = permanent('STORE_DENIED', `The object store may not write input/${photo} (EROFS).`);
    expect(errorInTheirWords(thrown, files)).toMatchObject({
      code: 'STORE_DENIED',
      message: 'The folder of this run may not write me.jpg (EROFS).',
    });
    const other = new TypeError('x');
    expect(errorInTheirWords(other, files)).toBe(other);
  });
});

test('a notice names what to try by the flags of the command line', () => {
  const report = doneReport();
  if (report.result === undefined) throw new Error('It is done.');
  report.task = sampleTask();
  report.result.faces = { found: 0, changed: { swap: 0 }, framesWithFaces: 0, skipped: {} };
  const notice = reportText({ report, reportFile: 'out', files: [] }, '/films/clip.mp4', false);
  expect(notice).toMatch(/^\nDone: clip\.mp4 /);
  expect(notice).toMatch(
    /`npm run faceline -- inspect`\. A lower --detector-score, or --detector many,.*--detector-angles 0 90/,
  );
});

test('with --quiet the last lines are the files, and why no face was changed', () => {
  const report = doneReport();
  const [reportFile, files] = ['/r/report.json', ['/r/video.mp4']];
  expect(reportText({ report, reportFile, files }, 'clip.mp4', true)).toMatch(/^ {2}\S*video\.mp4$/);
  const { result } = report;
  if (result === undefined) throw new Error('It is done.');
  const none = { found: 0, changed: { swap: 0 }, framesWithFaces: 0, skipped: {} };
  const unchanged = { ...report, task: sampleTask(), result: { ...result, faces: none } };
  expect(reportText({ report: unchanged, reportFile, files }, '/films/my clip.mp4', true)).toMatch(
    /^my clip\.mp4: No face was changed: none was found in any of 150 frames\.\n {2}\S*video\.mp4$/,
  );
  const { result: _, ...failed } = { ...report, outcome: 'failed' as const };
  expect(reportText({ report: failed, reportFile, files: [] }, 'x', true)).toMatch(
    /^\nFailed: x .*\nReport: .*report\.json$/s,
  );
});
