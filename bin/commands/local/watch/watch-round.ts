import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { TaskOptions } from '../../../../contract/options/options.ts';
import { asksForPerson } from '../../../../contract/processors/processors.ts';
import type { Report } from '../../../../contract/report.ts';
import { resolveOptions } from '../../../../contract/upload-metadata.ts';
import { ownFiles, rememberReports, reportsIn } from '../../results/own-files.ts';
import type { PlacedResults } from '../../results/place-results.ts';
import type { LocalPipeline } from '../local-pipeline.ts';
import { type FilePair, pairFiles } from '../pair-files.ts';
import { stillFiles } from './still-files.ts';
import { type FileState, isReportOf, planWatched, stateOf } from './watch-results.ts';

export interface WatchParts {
  readonly folder: string;
  /** Results lie here, each named after its video. */
  readonly out: string;
  readonly wish: { readonly preset: string | undefined; readonly options: TaskOptions };
  /** For all videos; none: each has its own, or the folder's. */
  readonly photos: readonly string[];
  readonly models: string;
  readonly pipeline: Pick<LocalPipeline, 'run' | 'collect' | 'forget' | 'throwIfEnded'>;
  say(text: string): void;
  onReport(placed: PlacedResults, video: string): void;
  readonly signal: AbortSignal;
}

/**
 * One look at a watched folder: every video that stands still, with its photos, and is not done goes through the
 * pipeline. Done is a video of whose present state there is a report; results of another state stay, and the new ones
 * get the next number. What fails without a report is left alone until the video or its photos change.
 * @throws when the worker has ended, and when `signal` fires
 */
export function watchRound(parts: WatchParts): (nowMs: number) => Promise<void> {
  const { folder, wish, pipeline, signal } = parts;
  const resolved = resolveOptions(wish);
  const needsPhoto = !resolved.ok || asksForPerson(resolved.value);
  const lookStill = stillFiles();
  const readReport = rememberReports();
  /** Of this run: a report that no task was made of does not say which state of the video it is of. */
  const done = new Map<string, { readonly state: string; readonly reportFile: string }>();
  const failed = new Map<string, string>();
  const told = new Set<string>();
  const sayOnce = (text: string): void => {
    if (!told.has(text)) parts.say(text);
    told.add(text);
  };

  const isDone = (video: string, { state, etag }: FileState, reports: readonly Report[]): boolean => {
    const own = done.get(video);
    if (own?.state === state && existsSync(own.reportFile)) return true;
    return reports.some((report) => isReportOf(report, video, etag));
  };

  const work = async ({ video, stem }: FilePair, photos: readonly string[], { state }: FileState) => {
    const target = path.join(folder, video);
    try {
      const job = { target, photos, ...wish };
      const report = await pipeline.run(job);
      const after = await stat(target, { bigint: true }).catch(() => undefined);
      if (after !== undefined && stateOf(after).state !== state) {
        parts.say(`${video} changed meanwhile and is taken again.`);
        return;
      }
      const placed = await pipeline.collect(report, await planWatched(job, stem, parts));
      done.set(video, { state, reportFile: placed.reportFile });
      parts.onReport(placed, video);
    } finally {
      await pipeline.forget();
    }
  };

  return async (nowMs) => {
    const reports = [...reportsIn(parts.out, readReport).values()];
    const { names, states } = await look(folder, ownFiles(folder, readReport));
    const whole = new Set(lookStill(new Map([...states].map(([name, { state }]) => [name, state])), nowMs));
    for (const pair of pairFiles(names)) {
      signal.throwIfAborted();
      const { video } = pair;
      const state = states.get(video);
      if (state === undefined || !whole.has(video) || isDone(video, state, reports)) continue;
      const photos = needsPhoto && parts.photos.length === 0 ? pair.photos : [];
      const growing = photos.find((photo) => !whole.has(photo));
      if (needsPhoto && parts.photos.length + photos.length === 0) {
        sayOnce(
          `${video} waits for a photo: ${path.parse(video).name}.jpg (png, webp) or person.jpg; --swapper none works without.`,
        );
        continue;
      }
      if (growing !== undefined) {
        sayOnce(`${video} waits for ${growing}, which is being written.`);
        continue;
      }
      const tried = JSON.stringify([state.state, ...photos.map((photo) => [photo, states.get(photo)?.state])]);
      if (failed.get(video) === tried) continue;
      try {
        const files = photos.map((photo) => path.join(folder, photo));
        await work(pair, needsPhoto && files.length === 0 ? parts.photos : files, state);
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

/**
 * The names of all files, and the state of those that hold something.
 * @param results names that are results of earlier runs: they are not taken for new videos
 */
async function look(
  folder: string,
  results: ReadonlyMap<string, Report>,
): Promise<{ names: readonly string[]; states: ReadonlyMap<string, FileState> }> {
  const states = new Map<string, FileState>();
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.') || results.has(entry.name)) continue;
    // A file may be renamed or removed between the listing and the look.
    const found = await stat(path.join(folder, entry.name), { bigint: true }).catch(() => undefined);
    if (found === undefined) continue;
    names.push(entry.name);
    if (found.size > 0n) states.set(entry.name, stateOf(found));
  }
  return { names, states };
}
