import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { collectFiles } from '../../../bin/commands/task-files.ts';
import { failureReport } from '../../../contract/failure-report.ts';
import type { Report } from '../../../contract/report.ts';
import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { doneReport } from '../../helpers/done-report.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A store with the files of a video, of an image and of a failure, and a folder to collect them into. */
async function results() {
  const top = await temporaryFolder();
  const out = path.join(top, 'out');
  await mkdir(out);
  const store = await openFolderObjectStore(path.join(top, 'store'));
  const publish = async (report: Report): Promise<Report> => {
    const { result, output } = report;
    for (const name of result === undefined ? [] : [result.file, result.poster, result.preview]) {
      await store.put({ bucket: output.bucket, key: `${output.prefix}${name}` }, Buffer.from(name));
    }
    const key = `${output.prefix}report.json`;
    await store.put({ bucket: output.bucket, key }, Buffer.from(JSON.stringify(report)));
    return report;
  };
  const at = (name: string) => ({ bucket: 'out', prefix: `videos/output/u123/202504051423/${name}/` });
  const done = doneReport();
  if (done.result === undefined) throw new Error('a done report has a result');
  const { taskId, source } = done;
  const failed = failureReport({
    ...{ taskId, source, output: at('failed'), outcome: 'failed', code: 'DECODE_FAILED' },
    ...{ message: 'no face', attempts: 1, finishedAt: new Date() },
  });
  return {
    out,
    video: await publish(done),
    image: await publish({ ...done, output: at('image'), result: { ...done.result, file: 'image.png' } }),
    failed: await publish(failed),
    collect: (report: Report, target?: string) =>
      collectFiles(store, report, out, target === undefined ? [] : [target]),
    put: (name: string, text: string) => writeFile(path.join(out, name), text),
    names: async () => (await readdir(out)).sort(),
  };
}

test('the files of an earlier result do not lie beside a report that is not theirs', async () => {
  const { collect, names, put, video, image, failed } = await results();
  await put('notes.txt', 'mine');
  await collect(video);
  await collect(image);
  expect(await names()).toEqual(['image.png', 'notes.txt', 'poster.jpg', 'preview.jpg', 'report.json']);
  await collect(failed);
  expect(await names()).toEqual(['notes.txt', 'report.json']);
});

test('what no report names is somebody’s own, and so is the target itself', async () => {
  const { out, collect, names, put, video, failed } = await results();
  await put('video.mp4', 'my own film');
  await collect(failed, path.join(out, 'video.mp4'));
  expect(await readFile(path.join(out, 'video.mp4'), 'utf8')).toBe('my own film');
  await put('report.json', 'of something else');
  await collect(failed);
  expect(await names()).toEqual(['report.json', 'video.mp4']);
  await collect(video);
  await collect(failed, path.join(out, 'video.mp4'));
  expect(await names()).toEqual(['report.json', 'video.mp4']);
});
