import { statSync } from 'node:fs';
import path from 'node:path';
import { asksForPerson } from '../../../contract/processors/processors.ts';
import { resolveOptions } from '../../../contract/upload-metadata.ts';
import { askedOfJob } from '../asked/asked-of-job.ts';
import { filesOfJob, type NamedFile } from '../asked/files-of-job.ts';
import { namePersons } from '../asked/name-persons.ts';
import { pieceTargets } from '../asked/piece-targets.ts';
import { type GivenWish, readWish } from '../asked/read-wish.ts';
import { UsageError } from '../exit-codes.ts';
import { mustExist } from '../must-read.ts';
import type { Submission } from './submit-upload.ts';

interface GivenUpload extends GivenWish {
  readonly target: string;
  readonly user: string;
}

export interface AskedUpload {
  readonly submission: Submission;
  /** What the task is made of, and is not to be written over. */
  readonly inputs: readonly NamedFile[];
  /** What of the command line changes nothing, each a sentence. */
  readonly notes: readonly string[];
}

/**
 * What a command line asks of a stage, settled as `faceline local` settles it, before anything is uploaded. Photos are
 * those that are named, never others that lie beside the target; and none where nobody is swapped.
 * @param all everything that was given, by commander's names
 * @throws UsageError in the words of `faceline local`
 */
export async function askedUpload(given: GivenUpload, all: Readonly<Record<string, unknown>>): Promise<AskedUpload> {
  const target = mustExist('--target', given.target);
  if (!statSync(target).isFile()) throw new UsageError(`--target: ${target} is a folder; name one file of it.`);
  const { wish, photos, map, flags, inputs } = readWish(given, all, 'stage');
  pieceTargets([target], wish.options);
  const job = { ...wish, target, photos, person: given.person, map };
  const { options, notes } = askedOfJob({ ...job, flags, place: 'stage' });
  const resolved = resolveOptions({ ...wish, options });
  const swapsNobody = resolved.ok && !asksForPerson(resolved.value);
  const { person, identities, uploads } = await namePersons(
    swapsNobody ? [] : photos,
    map,
    swapsNobody ? undefined : given.person,
  );
  const asked = Object.keys(options).length === 0 ? undefined : options;
  return {
    submission: {
      target,
      user: given.user,
      uploads,
      wish: { person, identities, preset: wish.preset, options: asked },
    },
    inputs: [...filesOfJob(job), ...inputs],
    notes,
  };
}

/** A line for each person's folder: which photos it will hold. */
export function uploadsText(uploads: Submission['uploads']): string[] {
  const folders = Map.groupBy(uploads, ({ key }) => key.slice(0, key.lastIndexOf('/') + 1));
  return [...folders].map(([folder, photos]) => {
    const files = photos.map(({ file }) => path.basename(file));
    return `To ${folder}: ${files.join(', ')}`;
  });
}
