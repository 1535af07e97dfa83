import { expect, test } from 'vitest';
import { benchTable } from '../../../../bin/commands/bench/table.ts';
import { summaryTable } from '../../../../bin/commands/local/run-jobs.ts';
import { previewText } from '../../../../bin/commands/words/preview-text.ts';
import { parseNotice } from '../../../../contract/notice.ts';
import { parseReport } from '../../../../contract/report.ts';
import { unchangedFaces } from '../../../../contract/unchanged-faces.ts';
import { formatNotice } from '../../../../functions/notify/format-notice.ts';
import { makeNotice } from '../../../../functions/notify/make-notice.ts';
import type { FaceOutcome } from '../../../../gpu-worker/faces/face-stages.ts';
import { countFaces } from '../../../../gpu-worker/task/count-faces.ts';
import { doneReport } from '../../../helpers/tasks/done-report.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';

/** The report of a task in whose frames a step changed faces of which nothing else in the program knows. */
function plantedReport(applied: readonly string[]) {
  const count = countFaces(sampleTask());
  const face: FaceOutcome = { box: { x1: 0, y1: 0, x2: 9, y2: 9 }, score: 1, applied, pasteBoxes: [] };
  for (const stepMs of [1500, 500]) {
    const steps = { swap: 250, planted: stepMs };
    count.add({ faces: [face, face], timings: { detectMs: 1, steps, pasteMs: 1, inferenceMs: 1 } });
  }
  const { inferenceS: _, ...stages } = count.seconds();
  const { result, ...report } = doneReport();
  if (result === undefined) throw new Error('It is done.');
  const made = { ...result, faces: count.faces(), timings: { ...result.timings, ...stages } };
  return { ...report, task: sampleTask(), result: made };
}

test('a step that nothing shared knows is counted, timed and told under its own name', () => {
  const report = plantedReport(['planted', 'planted']);
  expect(parseReport(JSON.parse(JSON.stringify(report)))).toMatchObject({
    ok: true,
    value: {
      result: { faces: { found: 4, changed: { swap: 0, planted: 4 } }, timings: { steps: { swap: 0.5, planted: 2 } } },
    },
  });
  const notice = makeNotice(report);
  expect(parseNotice(JSON.parse(JSON.stringify(notice)))).toMatchObject({
    ok: true,
    value: { summary: { facesFound: 4, facesChanged: { swap: 0, planted: 4 } } },
  });
  const told = '4 found, 0 swapped, 4 changed by planted';
  expect(formatNotice(notice)).toContain(`faces: ${told}\n`);
  expect(previewText(report, 'clip.mp4', 'p.jpg', false)).toContain(`faces: ${told}\n`);
  const job = { target: 'clip.mp4', photos: [], options: {} };
  expect(summaryTable([{ job, outcome: 'done', report, files: [] }])).toContain('4 of 4');
  const { timings } = report.result;
  const run = { frames: 2, framesPerS: 1, startUpS: 1, wallS: 3, cpuS: undefined, peakRssMb: undefined, timings };
  expect(benchTable({ ...run, encoder: 'x' })).toMatch(/^planted \(all frame workers\) +2\.00 s$/m);
});

test('a face that only such a step changed is changed; without it, none was', () => {
  expect(unchangedFaces(plantedReport(['planted']))).toBeUndefined();
  expect(unchangedFaces(plantedReport([]))).toMatchObject({ message: expect.stringContaining('of 4 found') });
});
