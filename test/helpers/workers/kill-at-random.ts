import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { FaceTask } from '../../../contract/face-task.ts';
import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { localObjects, localScratch } from '../../../gpu-worker/adapters/local/places.ts';
import { temporaryFolder } from '../files/temporary-folder.ts';
import { demoInputs } from '../media/demo-inputs.ts';
import { sampleTask } from '../tasks/sample-task.ts';
import { randomFrom, testSeed } from '../time-and-chance/seed.ts';
import { type useClips, x264 } from '../video/make-clip.ts';
import { killRun } from './kill-run.ts';
import { demoModelsFolder } from './local-rig.ts';

const visibilityS = 3;
const worker = path.join(import.meta.dirname, '../../../gpu-worker/main.ts');
const files = ['poster.jpg', 'preview.jpg', 'report.json', 'video.mp4'];
type Kill = Pick<Parameters<typeof killRun>[0], 'killAfter' | 'killAfterMs'>;

/** Five uploads and a person in a fresh folder, and their tasks. */
async function fillFolder(folder: string, clip: Uint8Array, photo: Uint8Array): Promise<FaceTask[]> {
  await mkdir(folder);
  const store = await openFolderObjectStore(localObjects(folder));
  await store.put({ bucket: 'input', key: 'persons/anna/1.png' }, photo);
  const tasks: FaceTask[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const address = { bucket: 'input', key: `videos/input/u123/202504051423/${name}.mp4` };
    await store.put(address, clip);
    const etag = (await store.head(address))?.etag ?? '';
    tasks.push(sampleTask({ ...address, etag, outputBucket: 'output' }));
  }
  return tasks;
}

/**
 * So many runs of five tasks each, with one kill -9 at a random moment: every task ends done, once, and nothing is left
 * over. Throws what is not so.
 * @param clips where the short clip is made
 */
export async function killAtRandom(runs: number, clips: ReturnType<typeof useClips>): Promise<void> {
  const random = randomFrom(testSeed('kill -9'));
  const root = await temporaryFolder();
  const demo = await demoInputs();
  const photo = await readFile(demo.photo);
  const clip = await readFile(
    await clips.make('kill.mp4', ['-i', demo.clip, '-vf', 'scale=320:180', '-frames:v', '5', ...x264, '-c:a', 'copy']),
  );
  const attempts: number[] = [];

  const oneRun = async (index: number, kill: Kill): Promise<void> => {
    const folder = path.join(root, String(index));
    const tasks = await fillFolder(folder, clip, photo);
    const env = {
      ...process.env,
      FACELINE_LOCAL_FOLDER: folder,
      FACELINE_SCRATCH: localScratch(folder),
      FACELINE_MODELS: demoModelsFolder,
      FACELINE_VISIBILITY_S: String(visibilityS),
      FACELINE_FRAME_WORKERS: '1',
      FACELINE_LOG_LEVEL: 'silent',
    };
    const end = await killRun({ folder, argv: [worker], env, tasks, ...kill, timeoutMs: 300_000 });
    const where = `run ${index}, killed ${kill.killAfterMs} ms after its ${kill.killAfter}`;
    const outcomes = end.reports.map((report) => report?.outcome);
    expect(outcomes, where).toEqual(tasks.map(() => 'done'));
    const expected = tasks.flatMap(({ output }) => files.map((file) => `${output.prefix}${file}`));
    expect(end.outputKeys, where).toEqual(expected.sort());
    expect({ ...end, reports: undefined, outputKeys: undefined }, where).toMatchObject({
      scratchLeft: [],
      temporaryLeft: [],
      messagesLeft: 0,
      starts: 2,
    });
    attempts.push(Math.max(...end.reports.map((report) => report?.attempts ?? 0)));
  };

  // From before the process is ready to its last task or so; every other one while it is at work, on any machine: the
  // first of those as soon as a task is seen to be worked on.
  const moments = Array.from({ length: runs }, (_, index): Kill => {
    if (index === 1) return { killAfter: 'receive', killAfterMs: 0 };
    const killAfter = index % 2 === 0 ? 'start' : 'receive';
    return { killAfter, killAfterMs: Math.round(killAfter === 'start' ? 200 + random() * 4000 : random() * 500) };
  });
  const queue = [...moments.entries()];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await oneRun(...next);
  };
  // Much of a run is waiting for a visibility to end: two at once keep the processors busy.
  await Promise.all([lane(), lane()]);
  const hits = attempts.filter((most) => most > 1).length;
  console.log(`kill -9: ${hits} of ${runs} kills hit a task at work`);
  expect(hits, 'no kill hit a task at work, so nothing was proved').toBeGreaterThan(0);
}
