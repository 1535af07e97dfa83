import { expect, test } from 'vitest';
import { previewText } from '../../../../../bin/commands/words/preview-text.ts';
import { doneReport } from '../../../../helpers/tasks/done-report.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';

test('a quiet preview without a change names its clip; a loud one counts what was asked for only', () => {
  const report = { ...doneReport(), task: sampleTask() };
  if (report.result === undefined) throw new Error('It is done.');
  const none = { found: 2, changed: { swap: 0 }, framesWithFaces: 1, skipped: { kept: 2 } };
  const unchanged = { ...report, result: { ...report.result, faces: none } };
  expect(previewText(unchanged, '/a/clip.mp4', '/o/p.jpg', true)).toMatch(
    /^clip\.mp4: No face was changed: of 2 found/,
  );
  expect(previewText(unchanged, '/a/clip.mp4', '/o/p.jpg', false)).toMatch(/faces: 2 found, 0 swapped, 2 left alone/);
});
