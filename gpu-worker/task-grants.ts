import { outputPrefixProblem, photoPrefix } from '../contract/object-keys.ts';
import { permanent } from './errors.ts';
import type { ScopeRequest } from './ports.ts';

/** Everything one task may touch. Prefixes end in `/`, so that no prefix is the beginning of a neighbour's. */
export interface TaskGrants {
  readonly source: { readonly bucket: string; readonly key: string; readonly versionId: string | undefined };
  /** Read and list: the persons' photos, in the source's bucket. */
  readonly photos: readonly { readonly bucket: string; readonly prefix: string }[];
  /** Read only: photos of faces that an identity map looks for, in the source's bucket. */
  readonly targetPhotos: readonly { readonly bucket: string; readonly key: string }[];
  /** Read, list, write and delete. */
  readonly output: { readonly bucket: string; readonly prefix: string };
}

/** Works out what a task may touch. Throws TASK_INVALID for an output prefix that is not this task's own. */
export function taskGrants(task: ScopeRequest): TaskGrants {
  const { bucket, prefix } = task.output;
  const problem = outputPrefixProblem(prefix, task.taskId);
  if (problem !== undefined) {
    throw permanent('TASK_INVALID', `The output prefix ${JSON.stringify(prefix)} is refused: ${problem}.`);
  }
  const persons = task.identities.flatMap(({ source }) => (typeof source === 'object' ? [source.person] : []));
  const folders = [...new Set(persons)].map(photoPrefix);
  const photoKeys = task.identities.flatMap(({ target }) =>
    typeof target === 'object' && 'photo' in target ? [target.photo] : [],
  );
  const others = [...new Set(photoKeys)].filter((key) => !folders.some((folder) => key.startsWith(folder)));
  const input = task.source.bucket;
  return {
    source: { bucket: task.source.bucket, key: task.source.key, versionId: task.source.versionId },
    photos: folders.map((prefix) => ({ bucket: input, prefix })),
    targetPhotos: others.map((key) => ({ bucket: input, key })),
    output: { bucket, prefix },
  };
}
