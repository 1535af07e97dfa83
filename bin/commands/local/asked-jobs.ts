import path from 'node:path';
import type { TaskOptions } from '../../../contract/options/options.ts';
import { askedOfJob } from '../asked/asked-of-job.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import { pieceTargets } from '../asked/piece-targets.ts';
import { UsageError } from '../exit-codes.ts';
import { demoFiles, makeJobs } from './make-jobs.ts';

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
      const asked = askedOfJob({ ...wish, ...job, flags });
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
