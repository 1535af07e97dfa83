import type { FaceTask } from '../../contract/face-task.ts';
import { manifestItems } from '../../contract/manifest.ts';
import { outputFiles, parseManifestKey, parseTemplateKey, prefixOfRun } from '../../contract/object-keys.ts';
import { parseReport } from '../../contract/report.ts';
import type { UploadReader } from '../ports.ts';
import { forEachBounded } from './for-each-bounded.ts';
import { type IntakeSettings, makeTask, taskFor, type UploadedObject } from './make-task.ts';
import { readManifest } from './tasks-of-manifest.ts';

const mostRuns = 100;
const readsAtOnce = 16;

/**
 * The tasks that wait for an archived upload which is back: its own, and those of the manifests that name it, each as
 * its next run. A manifest that is gone has no tasks here; `faceline redrive` knows them by their reports.
 * @throws whatever the store throws
 */
export async function waitingTasks(
  object: UploadedObject,
  store: UploadReader,
  settings: IntakeSettings,
  now: Date,
): Promise<readonly FaceTask[]> {
  const own = makeTask(object, settings, now);
  const made = own.kind === 'task' ? [own.task] : [];
  const manifests = (await Array.fromAsync(store.list(object.bucket, 'jobs/'))).map(({ key }) => key);
  await forEachBounded(manifests, readsAtOnce, async (key) => {
    made.push(...(await tasksIn(key, object, store, settings, now)));
  });
  const waiting: FaceTask[] = [];
  const distinct = new Map(made.map((task) => [task.output.prefix, task]));
  await forEachBounded([...distinct.values()], readsAtOnce, async (task) => {
    const next = await waitingRun(task, store);
    if (next !== undefined) waiting.push(next);
  });
  return waiting;
}

/** What a manifest asks of one object. */
async function tasksIn(
  manifestKey: string,
  object: UploadedObject,
  store: UploadReader,
  settings: IntakeSettings,
  now: Date,
): Promise<readonly FaceTask[]> {
  const owner = parseManifestKey(manifestKey);
  const target = parseTemplateKey(object.key);
  if (owner === undefined || target === undefined) return [];
  const manifest = await readManifest({ bucket: object.bucket, key: manifestKey }, store);
  if (!manifest.ok) return [];
  return manifestItems(manifest.value)
    .filter((item) => item.target === object.key)
    .map((item) => taskFor(object, target, item, owner, settings, now))
    .flatMap((made) => (made.ok ? [made.task] : []));
}

/**
 * The run of a task that waits for its archived source: the one after the last that failed with SOURCE_ARCHIVED.
 * Undefined when the task was never tried, is done, or failed for another reason: then nobody waits.
 */
async function waitingRun(task: FaceTask, store: UploadReader): Promise<FaceTask | undefined> {
  for (let run = 1; run <= mostRuns; run += 1) {
    const prefix = prefixOfRun(task.output.prefix, run);
    const report = { bucket: task.output.bucket, key: `${prefix}${outputFiles.report}` };
    if ((await store.head(report)) === undefined) {
      return run === 1 ? undefined : { ...task, run, output: { ...task.output, prefix } };
    }
    const chunks = await Array.fromAsync(store.read(report));
    const parsed = parseReport(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (!parsed.ok || parsed.value.error?.code !== 'SOURCE_ARCHIVED') return undefined;
  }
  return undefined;
}
