import path from 'node:path';
import { settingsFor } from '../../../contract/face-task.ts';
import { resolveOptions, type UploadWish } from '../../../contract/upload-metadata.ts';
import { tryFolder } from '../make-folder.ts';
import { planResults, type ResultPlan, type WhenTaken } from '../results/plan-results.ts';
import { protectFiles } from '../results/protected-files.ts';
import { resultExtension } from '../results/result-extension.ts';
import { takenError } from '../results/taken-text.ts';
import { taskNames } from '../results/task-names.ts';

/**
 * Names the files of an upload's result on this machine, as `faceline local` does, before anything is uploaded.
 * @throws UsageError when a name is taken, or nothing can be written to the folder
 */
export function planDownload(
  folder: string,
  { target, photos, wish }: { readonly target: string; readonly photos: readonly string[]; readonly wish: UploadWish },
  when: WhenTaken,
): ResultPlan {
  const options = resolveOptions(wish);
  const settings = options.ok ? settingsFor(options.value, wish.person, wish.identities) : undefined;
  // A preview is a JPEG, whatever it is of.
  const extension = settings?.preview === undefined ? resultExtension(target) : 'jpg';
  const names = taskNames(folder, path.parse(target).name, settings, extension);
  const own = [{ what: 'the file to upload', file: target }, ...photos.map((file) => ({ what: 'a photo', file }))];
  const planned = planResults({ folder, names }, when, protectFiles(own));
  if (!planned.ok) throw takenError(planned.taken);
  tryFolder('--out', folder);
  return planned.plan;
}
