import { readdirSync } from 'node:fs';
import path from 'node:path';
import { meantOptions } from '../../../contract/meant-options.ts';
import { resolveOptions } from '../../../contract/upload-metadata.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import { photosFor } from './pair-files.ts';

/** What the demo's clip and photo will be called, before they are made. */
export const demoFiles = { target: 'demo-clip.mp4', photos: ['demo-photo.png'] } as const;

/**
 * A job for each target. Where nobody is named and somebody is needed, each takes its photos from its own folder, as
 * `--watch` does; and what serves another target as a photo is no target then.
 */
export function makeJobs(targets: readonly string[], wish: Omit<LocalJob, 'target'>): LocalJob[] {
  const isNamed = wish.photos.length > 0 || (wish.map ?? []).length > 0;
  const resolved = resolveOptions({ ...wish, options: meantOptions(wish, isNamed) });
  if (isNamed || (resolved.ok && resolved.value.swapper === 'none'))
    return targets.map((target) => ({ ...wish, target }));
  const folders = new Map(targets.map((target) => [path.dirname(target), readdirSync(path.dirname(target))]));
  const jobs = targets.map((target): LocalJob => {
    const folder = path.dirname(target);
    const names = photosFor(path.basename(target), folders.get(folder) ?? []);
    return {
      ...wish,
      target,
      photos: names.filter((name) => !name.startsWith('.')).map((name) => path.join(folder, name)),
    };
  });
  const used = new Set(jobs.flatMap(({ photos }) => photos));
  const others = jobs.filter(({ target }) => !used.has(target));
  return others.length === 0 ? jobs : others;
}
