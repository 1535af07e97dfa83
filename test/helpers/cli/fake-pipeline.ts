import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { LocalJob } from '../../../bin/commands/asked/files-of-job.ts';
import { settingsOf } from '../../../bin/commands/local/submit-local.ts';
import { collectFiles } from '../../../bin/commands/results/task-files.ts';
import { fileNameFor } from '../../../bin/commands/upload-names.ts';
import { faceTaskVersion, taskIdFor } from '../../../contract/face-task.ts';
import { failureReport } from '../../../contract/failure-report.ts';
import { defaultLimits } from '../../../contract/limits.ts';
import { outputPrefix } from '../../../contract/object-keys.ts';
import type { Report } from '../../../contract/report.ts';
import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { fileEtag } from '../../../gpu-worker/adapters/local/object-facts.ts';
import { doneReport } from '../tasks/done-report.ts';

/**
 * A pipeline that makes a result of any file, or a failed report of one of less than ten bytes. What it makes
 * goes the way of real results from the store into the user's folder.
 * @param folder for its store
 * @param meanwhile done while a job is being worked on
 */
export async function fakePipeline(
  folder: string,
  meanwhile: (job: LocalJob) => Promise<void> = async () => undefined,
) {
  const store = await openFolderObjectStore(folder);
  const jobs: string[] = [];
  return {
    jobs,
    collect: (report: Report, plan: Parameters<typeof collectFiles>[2]) => collectFiles(store, report, plan),
    async forget() {
      for await (const { key } of store.list('output', '')) await store.delete({ bucket: 'output', key });
    },
    throwIfEnded: () => undefined,
    async run(job: LocalJob): Promise<Report> {
      jobs.push([job.target, ...job.photos].map((file) => path.basename(file)).join(' '));
      const before = await stat(job.target, { bigint: true });
      await meanwhile(job);
      const file = fileNameFor(job.target);
      const source = { bucket: 'input', key: `videos/input/local/202504051423/${file}`, etag: fileEtag(before) };
      const settings = await settingsOf(job);
      if (settings === undefined) throw new Error('The options contradict each other.');
      const taskId = taskIdFor(source, settings);
      const prefix = outputPrefix({ kind: 'video', user: 'local', time: '202504051423', file }, taskId);
      const output = { bucket: 'output', prefix };
      const requester = { user: 'local', requestedAt: '2025-04-05T14:23:00.000Z' };
      const rest = { run: 1, source: { kind: 'video', ...source }, limits: defaultLimits, requester } as const;
      const task = { version: faceTaskVersion, taskId, ...rest, ...settings, output } as const;
      const { bucket, key } = source;
      const place = { taskId, source: { bucket, key, file: job.target }, output, task };
      if (before.size < 10n) {
        const failure = { outcome: 'failed', code: 'SOURCE_NOT_MEDIA', message: 'no film', attempts: 1 } as const;
        return failureReport({ ...place, ...failure, finishedAt: new Date() });
      }
      const made = doneReport();
      if (made.result === undefined) throw new Error('a done report has a result');
      const film = Buffer.from(`made of ${file} ${randomUUID()}`);
      for (const name of [made.result.file, made.result.poster, made.result.preview]) {
        await store.put({ bucket: 'output', key: `${prefix}${name}` }, film);
      }
      const finishedAt = new Date().toISOString();
      return { ...made, ...place, finishedAt, result: { ...made.result, sizeBytes: film.length } };
    },
  };
}
