import { failureReport } from '../../contract/failure-report.ts';
import type { FunctionLog, ObjectHead, ReportWriter, TaskSink, UploadReader } from '../ports.ts';
import { writeReport } from '../write-report.ts';
import { classifyKey, type KeyClass } from './classify-key.ts';
import { type IntakeSettings, makeTask, type Refusal, refuseKey } from './make-task.ts';
import { readEvents, type UploadEvent } from './read-events.ts';
import { sendTasks } from './send-tasks.ts';
import { tasksOfManifest } from './tasks-of-manifest.ts';
import { waitingTasks } from './waiting-tasks.ts';

export interface IntakePorts {
  /** The input bucket to read, and the output bucket to write reports of refusals to. */
  readonly store: UploadReader & ReportWriter;
  readonly queue: TaskSink;
  readonly log: FunctionLog;
}

/** What became of an upload. */
type UploadOutcome =
  | { readonly kind: 'sent'; readonly taskIds: readonly string[]; readonly prefixes: readonly string[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'ignored'; readonly reason: string };

/**
 * Handles one message of the `uploads` queue.
 * @throws Error when the message is no S3 event, or a port fails; trying the whole message again is safe
 */
export async function handleMessage(
  body: string,
  ports: IntakePorts,
  settings: IntakeSettings,
): Promise<readonly UploadOutcome[]> {
  const events = readEvents(body);
  if (!events.ok) throw new Error(events.problem);
  for (const reason of events.ignored) ports.log.info({ reason }, 'event ignored');
  const outcomes: UploadOutcome[] = [];
  for (const event of events.uploads) outcomes.push(await handleUpload(event, ports, settings));
  return outcomes;
}

/**
 * Makes tasks of one upload and sends them, or writes the report of its refusal. Safe to repeat and to run twice at
 * once: tasks have the same ids, and a report is written once.
 * @throws whatever a port throws; then nothing is lost by trying again
 */
export async function handleUpload(
  event: UploadEvent,
  ports: IntakePorts,
  settings: IntakeSettings,
  now: Date = new Date(),
): Promise<UploadOutcome> {
  const { bucket } = event;
  const key = classifyKey(event.key);
  if (key.kind === 'ignored') return ignore(event, key.reason, ports);
  const found = await findObject(event, ports.store);
  if (found === undefined) {
    if (key.kind === 'refused') return refuse(refuseKey({ bucket, key: event.key }, key.problem), ports, settings, now);
    return ignore(event, 'it was deleted meanwhile', ports);
  }
  const object = { bucket, key: found.key, ...found.head };
  if (found.class.kind === 'manifest') {
    const { user, time } = found.class.manifest;
    const made = await tasksOfManifest(object, { user, time }, ports.store, settings, now);
    return made.kind === 'refused' ? refuse(made, ports, settings, now) : send(made.tasks, object, ports);
  }
  if (event.restored === true) {
    const waiting = await waitingTasks(object, ports.store, settings, now);
    return waiting.length > 0
      ? send(waiting, object, ports)
      : ignore(event, 'it was restored, and no task waits for it', ports);
  }
  const decision = makeTask(object, settings, now);
  if (decision.kind === 'ignored') return ignore(event, decision.reason, ports);
  if (decision.kind === 'refused') return refuse(decision, ports, settings, now);
  return send([decision.task], object, ports);
}

/**
 * The object an event tells of. Senders disagree on how keys are written, so when nothing lies at the key as we read
 * it, the other reading is tried once.
 */
async function findObject(
  event: UploadEvent,
  store: UploadReader,
): Promise<{ key: string; head: ObjectHead; class: KeyClass } | undefined> {
  const { bucket, versionId } = event;
  const keys = event.otherKey === undefined ? [event.key] : [event.key, event.otherKey];
  for (const key of keys) {
    const keyClass = classifyKey(key);
    if (keyClass.kind !== 'upload' && keyClass.kind !== 'manifest') continue;
    const head = await store.head({ bucket, key, ...(versionId === undefined ? {} : { versionId }) });
    if (head !== undefined) return { key, head, class: keyClass };
  }
  return undefined;
}

async function send(
  tasks: Parameters<typeof sendTasks>[0],
  source: { readonly bucket: string; readonly key: string },
  ports: IntakePorts,
): Promise<UploadOutcome> {
  await sendTasks(tasks, ports.queue);
  const taskIds = tasks.map((task) => task.taskId);
  ports.log.info({ bucket: source.bucket, key: source.key, tasks: tasks.length, taskId: taskIds[0] }, 'tasks sent');
  return { kind: 'sent', taskIds, prefixes: tasks.map((task) => task.output.prefix) };
}

async function refuse(
  refusal: Refusal,
  ports: IntakePorts,
  settings: IntakeSettings,
  now: Date,
): Promise<UploadOutcome> {
  const { taskId, code, message, source, prefix, user } = refusal;
  const report = failureReport({
    taskId,
    outcome: 'refused',
    code,
    message,
    source,
    output: { bucket: settings.outputBucket, prefix },
    ...(user === undefined ? {} : { user }),
    attempts: 0,
    finishedAt: now,
  });
  const written = await writeReport(ports.store, report);
  ports.log.warn({ ...source, code, prefix, written }, message);
  return { kind: 'refused', refusal };
}

function ignore(event: UploadEvent, reason: string, ports: IntakePorts): UploadOutcome {
  ports.log.info({ bucket: event.bucket, key: event.key, reason }, 'upload ignored');
  return { kind: 'ignored', reason };
}
