import type { FaceTask } from '../../contract/face-task.ts';
import type { PersonReport } from '../../contract/report.ts';
import { permanent } from '../errors.ts';
import type { FramePool } from '../frames/frame-pool.ts';
import type { TaskContext } from '../ports.ts';
import type { FrameRecipe, SourcePictures } from '../processors/frame-recipe.ts';
import { identityRulesProblem } from '../tracks/identity-rules.ts';
import { embedPerson } from './embed-person.ts';
import { embedTargetPhoto } from './embed-target-photo.ts';
import { isForAllFaces } from './first-pass/needs-tracks.ts';

/** Everybody whom a task names. */
interface People {
  /** Mean raw embedding of each person, by name. */
  readonly persons: ReadonlyMap<string, Float32Array>;
  /** Of the same people, where a swapper is shown a picture instead of an embedding. */
  readonly pictures: ReadonlyMap<string, SourcePictures>;
  /** Raw embedding of each photo that says which face of the source is meant, by key. */
  readonly photos: ReadonlyMap<string, Float32Array>;
  readonly reports: readonly PersonReport[];
}

/**
 * Embeds the persons whom faces become, and the photos of faces in the source.
 * @throws TASK_INVALID for rules that contradict each other, and as {@link embedPerson} and {@link embedTargetPhoto}
 */
export async function gatherPeople(
  task: FaceTask,
  pool: Pick<FramePool, 'embedPhoto'>,
  context: TaskContext,
): Promise<People> {
  const { identities } = task;
  const problem = identityRulesProblem(identities);
  if (problem !== undefined) throw permanent('TASK_INVALID', problem);
  const names = identities.flatMap(({ source }) => (typeof source === 'object' ? [source.person] : []));
  const keys = identities.flatMap(({ target }) =>
    typeof target === 'object' && 'photo' in target ? [target.photo] : [],
  );
  const persons = new Map<string, Float32Array>();
  const pictures = new Map<string, SourcePictures>();
  const reports: PersonReport[] = [];
  for (const name of new Set(names)) {
    const { identity, pictures: seen, report } = await embedPerson(task, name, pool, context);
    persons.set(name, identity);
    if (seen !== undefined) pictures.set(name, seen);
    reports.push(report);
  }
  const photos = new Map<string, Float32Array>();
  for (const key of new Set(keys)) photos.set(key, await embedTargetPhoto(task, key, pool, context));
  const alike = identityRulesProblem(identities, photos);
  if (alike !== undefined) throw permanent('TASK_INVALID', alike);
  return { persons, pictures, photos, reports };
}

/** What is done to every frame: one identity for all faces, or several persons to be told about. */
export function recipeFor({ analysis, processors, identities }: FaceTask, { persons, pictures }: People): FrameRecipe {
  if (!isForAllFaces(identities)) return { analysis, processors, persons, pictures };
  const [identity] = persons.values();
  return { analysis, processors, ...(identity === undefined ? {} : { identity, pictures }) };
}
