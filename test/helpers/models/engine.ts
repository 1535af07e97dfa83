import type { FaceTask } from '../../../contract/face-task.ts';
import { settingsFor } from '../../../contract/face-task.ts';
import type { TaskOptions } from '../../../contract/options/options.ts';
import { completeOptionsSchema, defaultOptions } from '../../../contract/options/options.ts';
import { neededModels } from '../../../gpu-worker/catalog/needed-models.ts';
import { resolveModels } from '../../../gpu-worker/models/files/store.ts';
import type { ResolvedModel } from '../../../gpu-worker/models/role.ts';
import { sharedFile } from '../media/shared.ts';

export const cpu = { provider: 'cpu', intraOpThreads: 1 } as const;

/** What a task asks of a frame, with the defaults where nothing is said. */
export function taskWith(options: TaskOptions = {}): Pick<FaceTask, 'analysis' | 'processors'> {
  const complete = completeOptionsSchema.parse({ ...defaultOptions, ...options });
  const { analysis, processors } = settingsFor(complete, complete.swapper === 'none' ? undefined : 'anna');
  return { analysis, processors };
}

/** The shared models such a task needs. */
export const sharedModels = (options: TaskOptions = {}): Promise<ResolvedModel[]> =>
  resolveModels(sharedFile('models'), neededModels(taskWith(options)));
