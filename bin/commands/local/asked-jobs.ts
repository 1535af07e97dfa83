import { readdirSync } from 'node:fs';
import path from 'node:path';
import { meantOptions } from '../../../contract/meant-options.ts';
import type { TaskOptions } from '../../../contract/options/options.ts';
import { asksForPerson } from '../../../contract/processors/processors.ts';
import { resolveOptions } from '../../../contract/upload-metadata.ts';
import { askedOfJob } from '../asked/asked-of-job.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import { pieceTargets } from '../asked/piece-targets.ts';
import { UsageError } from '../exit-codes.ts';
import { photosFor } from './pair-files.ts';

/** What the demo's clip and photo will be called, before they are made. */
export const demoFiles = { target: 'demo-clip.mp4', photos: ['demo-photo.png'] } as const;

/**
 * The jobs of a command line, each settled before anything is done. Without a target it is the demo's, whose files are
 * not there yet. Of several targets some may lack a photo: those are refused when their turn comes, and stop no other.
 * @param flags what stands on the command line itself, by the names of the options
 * @returns the jobs with the options as they are meant, and what of the command line changes nothing
 * @throws UsageError as {@link askedOfJob}, when no job can be done
 */
export function askedJobs(
  targets: readonly string[],
  wish: Omit<LocalJob, 'target'> & { readonly preset: string | undefined; readonly options: TaskOptions },
  flags: Readonly<Record<string, unknown>>,
): { readonly jobs: readonly LocalJob[]; readonly notes: readonly string[] } {
  const made = targets.length === 0 ? [{ ...wish, ...demoFiles }] : makeJobs(targets, wish);
  const left = new Set(made.map(({ target }) => target));
  const photos = targets.filter((target) => !left.has(target)).map((target) => path.basename(target));
  const notes = new Set(photos.map((name) => `${name} is a photo of another target, and is not worked on itself.`));
  // After photos have found their clips: one of those is left out for what it is, and serves all the same.
  const ofPiece = pieceTargets([...left], wish.options);
  for (const note of ofPiece.notes) notes.add(note);
  const jobs = made.filter(({ target }) => ofPiece.targets.includes(target));
  const problems: UsageError[] = [];
  const meant = jobs.map((job): LocalJob => {
    try {
      const asked = askedOfJob({ ...wish, ...job, flags, place: 'here' });
      for (const note of asked.notes) notes.add(note);
      return { ...job, options: asked.options };
    } catch (thrown) {
      if (!(thrown instanceof UsageError)) throw thrown;
      problems.push(thrown);
      return job;
    }
  });
  const [problem] = problems;
  if (problem !== undefined && problems.length === jobs.length) throw problem;
  return { jobs: meant, notes: [...notes] };
}

/**
 * A job for each target. Where nobody is named and somebody is needed, each takes its photos from its own folder, as
 * `--watch` does; and what serves another target as a photo is no target then.
 */
export function makeJobs(targets: readonly string[], wish: Omit<LocalJob, 'target'>): LocalJob[] {
  const isNamed = wish.photos.length > 0 || (wish.map ?? []).length > 0;
  const resolved = resolveOptions({ ...wish, options: meantOptions(wish, isNamed) });
  if (isNamed || (resolved.ok && !asksForPerson(resolved.value))) return targets.map((target) => ({ ...wish, target }));
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
