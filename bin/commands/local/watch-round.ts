import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Report } from '../../../contract/report.ts';
import type { TaskOptions } from '../../../contract/task-options.ts';
import { resolveOptions } from '../../../contract/upload-metadata.ts';
import type { LocalPipeline } from './local-pipeline.ts';
import { type FilePair, pairFiles } from './pair-files.ts';
import { stillFiles } from './still-files.ts';

export interface WatchParts {
  readonly folder: string;
  /** Results lie here, each in a folder named after its video. */
  readonly out: string;
  readonly wish: { readonly preset: string | undefined; readonly options: TaskOptions };
  readonly pipeline: Pick<LocalPipeline, 'run' | 'collect' | 'forget' | 'throwIfEnded'>;
  say(text: string): void;
  onReport(report: Report, video: string, out: string): void;
  readonly signal: AbortSignal;
}

/**
 * One look at a watched folder: every video that stands still, with its photos, and is not done goes through the
 * pipeline. Done is a video with a report, as long as it is the file that was worked on; before this run, one whose
 * report is newer than itself. What fails without a report is left alone until the video or its photos change.
 * @throws when the worker has ended, and when `signal` fires
 */
export function watchRound(parts: WatchParts): (nowMs: number) => Promise<void> {
  const { folder, wish, pipeline, signal } = parts;
  const resolved = resolveOptions(wish);
  const needsPhoto = !resolved.ok || resolved.value.swapper !== 'none';
  const still = stillFiles();
  const done = new Map<string, string | undefined>();
  const failed = new Map<string, string>();
  const told = new Set<string>();
  const sayOnce = (text: string): void => {
    if (!told.has(text)) parts.say(text);
    told.add(text);
  };

  const isDone = async ({ video, result }: FilePair, state: string | undefined): Promise<boolean> => {
    const [made, source] = await Promise.all(
      [path.join(parts.out, result, 'report.json'), path.join(folder, video)].map(factsOf),
    );
    if (source === undefined) return true;
    return made !== undefined && (done.has(video) ? done.get(video) === state : made.mtimeMs > source.mtimeMs);
  };

  const work = async ({ video, result }: FilePair, photos: readonly string[], state: string | undefined) => {
    const target = path.join(folder, video);
    const out = path.join(parts.out, result);
    try {
      const job = { target, photos: photos.map((photo) => path.join(folder, photo)), ...wish };
      const report = await pipeline.run(job);
      const after = await factsOf(target);
      if (after !== undefined && stateOf(after) !== state) {
        parts.say(`${video} changed meanwhile and is taken again.`);
        return;
      }
      await pipeline.collect(report, job, out);
      done.set(video, state);
      parts.onReport(report, video, out);
    } finally {
      await pipeline.forget();
    }
  };

  return async (nowMs) => {
    const { names, states } = await look(folder);
    const whole = new Set(still.look(states, nowMs));
    for (const pair of pairFiles(names)) {
      signal.throwIfAborted();
      const { video } = pair;
      const state = states.get(video);
      if (!whole.has(video) || (await isDone(pair, state))) continue;
      const photos = needsPhoto ? pair.photos : [];
      const growing = photos.find((photo) => !whole.has(photo));
      if (needsPhoto && photos.length === 0) {
        sayOnce(
          `${video} waits for a photo: ${path.parse(video).name}.jpg (png, webp) or person.jpg; --swapper none works without.`,
        );
        continue;
      }
      if (growing !== undefined) {
        sayOnce(`${video} waits for ${growing}, which is being written.`);
        continue;
      }
      const tried = JSON.stringify([state, ...photos.map((photo) => [photo, states.get(photo)])]);
      if (failed.get(video) === tried) continue;
      try {
        await work(pair, photos, state);
      } catch (thrown) {
        signal.throwIfAborted();
        pipeline.throwIfEnded();
        failed.set(video, tried);
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        parts.say(`${video} could not be worked on, and is left until it or its photo changes: ${reason}`);
      }
    }
  };
}

const factsOf = (file: string) => stat(file).catch(() => undefined);
const stateOf = ({ size, mtimeMs }: Stats): string => `${size} ${mtimeMs}`;

/** The names of all files, and size and time of change of those that hold something. */
async function look(folder: string): Promise<{ names: readonly string[]; states: ReadonlyMap<string, string> }> {
  const states = new Map<string, string>();
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    // A file may be renamed or removed between the listing and the look.
    const found = await factsOf(path.join(folder, entry.name));
    if (found === undefined) continue;
    names.push(entry.name);
    if (found.size > 0) states.set(entry.name, stateOf(found));
  }
  return { names, states };
}
