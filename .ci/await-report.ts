/** Waits for the report of a run folder's only task; fails unless it is done. Usage: await-report.ts <folder> <s> */
import { setTimeout as sleep } from 'node:timers/promises';
import { findReports } from '../bin/commands/aws/find-task.ts';
import { openFolderObjectStore } from '../gpu-worker/adapters/local/folder-object-store.ts';
import { localObjects } from '../gpu-worker/adapters/local/places.ts';

const [folder, seconds] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: await-report.ts <folder> <seconds>');
const store = await openFolderObjectStore(localObjects(folder));
const until = Date.now() + Number(seconds) * 1000;
for (;;) {
  const [report] = await findReports({ store, outputBucket: 'output' }, 'videos/output/').catch(() => []);
  if (report?.outcome === 'done') break;
  if (report !== undefined) throw new Error(`The task is ${report.outcome}: ${report.error?.message}`);
  if (Date.now() > until) throw new Error(`There is no report after ${seconds} s.`);
  await sleep(200);
}
