import type { FaceTask } from '../../../contract/face-task.ts';

type Wish = Pick<FaceTask, 'identities' | 'analysis'>;

/** Nobody, or one person whom all faces become: no face has to be told from another. */
export function isForAllFaces(identities: FaceTask['identities']): boolean {
  const [first, ...others] = identities;
  return first === undefined || (others.length === 0 && first.target === 'all' && typeof first.source === 'object');
}

/** Whether faces have to be joined over frames, which takes a pass of its own. */
export function needsTracks({ identities, analysis }: Wish): boolean {
  return analysis.tracks === true || !isForAllFaces(identities);
}

/** Whether it matters who the faces of the source are. */
export function needsEmbeddings({ identities }: Pick<Wish, 'identities'>): boolean {
  return identities.some(({ target }) => target !== 'all');
}
