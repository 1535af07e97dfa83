import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskOptions } from '../../../contract/task-options.ts';
import { resolveOptions } from '../../../contract/upload-metadata.ts';
import { exitCodes } from '../exit-codes.ts';
import { demoModels } from './demo-inputs.ts';
import { localNotice } from './local-notice.ts';
import { openLocalPipeline } from './local-pipeline.ts';
import type { LocalSettings } from './local-settings.ts';
import { pairFiles } from './pair-files.ts';
import { showProgress } from './show-progress.ts';
import { stillFiles } from './still-files.ts';

const lookEveryMs = 500;

/**
 * Every video that appears in a folder goes through the pipeline, until interrupted. A result lies in a folder named
 * after its video; a video whose report is newer than itself is done, one that changed while it was worked on is not.
 * @returns the exit code
 */
export async function watchFolder(
  folder: string,
  wish: { readonly preset: string | undefined; readonly options: TaskOptions },
  settings: LocalSettings,
): Promise<number> {
  const view = showProgress(process.stderr);
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const pipeline = await openLocalPipeline({ ...settings, models: settings.models ?? demoModels }, interrupt.signal);
  if (!settings.json) pipeline.onProgress(view.update);
  const resolved = resolveOptions(wish);
  const needsPhoto = !resolved.ok || resolved.value.swapper !== 'none';
  const still = stillFiles();
  const told = new Set<string>();
  const sayOnce = (text: string): void => {
    if (!told.has(text)) view.say(text);
    told.add(text);
  };
  try {
    sayOnce(`Watching ${folder}; results go to ${settings.out}. Ctrl-C ends it.`);
    while (!interrupt.signal.aborted) {
      const states = await statesIn(folder);
      const files = still.look(states, Date.now());
      for (const { video, photos, result } of pairFiles(files)) {
        const out = path.join(settings.out, result);
        if (interrupt.signal.aborted || (await isDone(path.join(folder, video), out))) continue;
        if (needsPhoto && photos.length === 0) {
          sayOnce(`${video} waits for a photo: ${path.parse(video).name}.jpg (png, webp) or person.jpg.`);
          continue;
        }
        const used = needsPhoto ? photos.map((photo) => path.join(folder, photo)) : [];
        const report = await pipeline.run({ target: path.join(folder, video), photos: used, ...wish });
        const state = (await statesIn(folder)).get(video);
        if (state !== undefined && state !== states.get(video)) {
          view.say(`${video} changed meanwhile and is taken again.`);
          continue;
        }
        await pipeline.collect(report, out);
        if (settings.json) process.stdout.write(`${JSON.stringify(report)}\n`);
        else view.say(`${localNotice(report, video, out)}\n  ${out}`);
      }
      await sleep(lookEveryMs, undefined, { signal: interrupt.signal }).catch(() => undefined);
    }
  } catch (thrown) {
    if (!interrupt.signal.aborted) throw thrown;
  } finally {
    view.stop();
    await pipeline.close();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
  return exitCodes.done;
}

/** Size and time of change of every file, by name. */
async function statesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    // A file may be renamed or removed between the listing and the look.
    const found = await stat(path.join(folder, entry.name)).catch(() => undefined);
    if (found !== undefined && found.size > 0) states.set(entry.name, `${found.size} ${found.mtimeMs}`);
  }
  return states;
}

async function isDone(video: string, out: string): Promise<boolean> {
  const [made, source] = await Promise.all(
    [path.join(out, 'report.json'), video].map((file) => stat(file).catch(() => undefined)),
  );
  return source === undefined || (made !== undefined && made.mtimeMs > source.mtimeMs);
}
