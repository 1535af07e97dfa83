import type { FaceTask } from '../../contract/face-task.ts';
import type { Result } from '../../contract/report.ts';
import { allowedModels } from '../catalog/allowed-models.ts';
import { neededModels } from '../catalog/needed-models.ts';
import { atPhase } from '../phases.ts';
import type { RunTask } from '../ports.ts';
import { screeningModels } from '../screening/screening.ts';
import { refuseUnsupported } from './check-steps.ts';
import { checkSource, fetchSource } from './fetch-source.ts';
import { gatherPeople, recipeFor } from './gather-people.ts';
import type { TaskTools } from './made-result.ts';
import { processImage, processPreview } from './process-still.ts';
import { processVideo } from './process-video.ts';
import { publishResult } from './publish-result.ts';

/**
 * The recipe of a task: read this first. Everything it leaves lies under the task's output prefix or in its scratch
 * folder; the caller writes the report and removes the scratch.
 */
export function createRunTask(tools: TaskTools): RunTask {
  return async (task, context): Promise<Result> => {
    const startedAt = performance.now();
    let releaseModels = (): void => undefined;
    try {
      context.onProgress(atPhase('reading'));
      refuseUnsupported(task);
      const screening = await screeningModels(tools.models, tools.screening ?? 'auto');
      const needed = await allowedModels([...neededModels(task), ...screening.needed], task.use, tools);
      const head = await checkSource(task, context);
      context.onProgress(atPhase('models'));
      const { models, release } = await tools.models.hold(needed, context.signal);
      releaseModels = release;
      await tools.pool.prepare(models);

      if (namesPhotos(task)) context.onProgress(atPhase('photos'));
      const people = await gatherPeople(task, tools.pool, context);
      context.onProgress(atPhase('reading'));
      const fetchStartedAt = performance.now();
      const source = await fetchSource(task, head, context);
      const fetchS = secondsSince(fetchStartedAt);

      await tools.pool.follow(recipeFor(task, people));
      const processClip = task.preview === undefined ? processVideo : processPreview;
      const process = task.source.kind === 'video' ? processClip : processImage;
      const { photos, reports } = people;
      const making = { task, source: source.file, photos, missingScreens: screening.missing, tools, context };
      const { file, poster, preview, identities, notes, ...made } = await source.during(() => process(making));

      const publishStartedAt = performance.now();
      const [sizeBytes = 0] = await publishResult(task, [...new Set([file, poster, preview])], context);
      return {
        ...made,
        file: file.name,
        poster: poster.name,
        preview: preview.name,
        sizeBytes,
        persons: [...reports],
        ...(identities === undefined ? {} : { identities: [...identities] }),
        models: models.map(({ role, name, sha256, licence, note }) => ({
          role,
          name,
          sha256,
          licence,
          ...(note === undefined ? {} : { note }),
        })),
        timings: {
          ...made.timings,
          fetchS,
          publishS: secondsSince(publishStartedAt),
          totalWallS: secondsSince(startedAt),
        },
        notes: [...notes],
      };
    } finally {
      // Until here nobody evicted a model's file from the disk.
      releaseModels();
    }
  };
}

const namesPhotos = ({ identities }: FaceTask): boolean =>
  identities.some(
    ({ source, target }) => typeof source === 'object' || (typeof target === 'object' && 'photo' in target),
  );

const secondsSince = (start: number): number => (performance.now() - start) / 1000;
