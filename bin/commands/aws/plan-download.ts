import path from 'node:path';
import { settingsFor } from '../../../contract/face-task.ts';
import { resolveOptions } from '../../../contract/upload-metadata.ts';
import { tryFolder } from '../make-folder.ts';
import type { ResultPlan, WhenTaken } from '../results/plan-results.ts';
import { protectFiles } from '../results/protected-files.ts';
import { resultExtension } from '../results/result-extension.ts';
import { mustPlan } from '../results/taken-text.ts';
import { taskNames } from '../results/task-names.ts';
import type { AskedUpload } from './asked-upload.ts';

/**
 * Names the files of an upload's result on this machine, as `faceline local` does, before anything is uploaded.
 * @throws UsageError when a name is taken, or nothing can be written to the folder
 */
export function planDownload(
  folder: string,
  { submission: { target, wish }, inputs }: Pick<AskedUpload, 'submission' | 'inputs'>,
  when: WhenTaken,
): ResultPlan {
  const options = resolveOptions(wish);
  const settings = options.ok ? settingsFor(options.value, wish.person, wish.identities) : undefined;
  // A preview is a JPEG, whatever it is of.
  const extension = settings?.preview === undefined ? resultExtension(target) : 'jpg';
  const names = taskNames(folder, path.parse(target).name, settings, extension);
  const plan = mustPlan({ folder, names }, when, protectFiles(inputs));
  tryFolder('--out', folder);
  return plan;
}
