import type { FaceTask } from '../../../contract/face-task.ts';
import type { FramePool } from '../../frames/frame-pool.ts';
import type { TaskContext } from '../../ports.ts';
import type { FacesElsewhere } from '../../tracks/identity-map.ts';

/** What the first pass over a source needs to know, and works with. */
export interface ToPlan {
  readonly task: FaceTask;
  /** Raw embedding of each photo that the identity map names, by its key. */
  readonly photos: ReadonlyMap<string, Float32Array>;
  /** What the map points at outside the piece that is worked on. */
  readonly elsewhere?: FacesElsewhere;
  readonly tools: { readonly pool: Pick<FramePool, 'analyse' | 'size'> };
  readonly context: Pick<TaskContext, 'scratch' | 'signal'>;
}
