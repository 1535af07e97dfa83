import type { FaceModels } from '../models/loaded-models.ts';
import { type Landmarker, landmarkerRole } from './landmarker.ts';
import type { FoundLandmarks } from './landmarker-kind.ts';

/** Asks for both landmarkers that look at the picture. FaceFusion's word. */
const bothLandmarkers = 'many';

/** The landmarkers behind a name, by their models' names. */
export const landmarkersOf = (name: string): readonly string[] =>
  name === bothLandmarkers ? ['2dfan4', 'peppa_wutz'] : [name];

/** By so much peppa_wutz has to be surer than 2dfan4. */
const lead = 0.2;

/**
 * Whose landmarks count, as FaceFusion decides (facefusion/face_landmarker.py at commit f8835603, lines 118–132): one
 * that found nothing has a score of 0. So peppa_wutz alone is not believed below 0.2.
 */
export function bestLandmarks(
  fan4: FoundLandmarks | undefined,
  peppaWutz: FoundLandmarks | undefined,
): FoundLandmarks | undefined {
  return (fan4?.score ?? 0) > (peppaWutz?.score ?? 0) - lead ? fan4 : peppaWutz;
}

/** A task's landmarker by its name, or both by `many`. Throws MODEL_NOT_FOUND when one was not loaded. */
export function landmarkerNamed(models: FaceModels, name: string): Landmarker {
  if (name !== bothLandmarkers && name !== 'peppa_wutz') return models.get(landmarkerRole, name);
  const fan4 = name === bothLandmarkers ? models.get(landmarkerRole, '2dfan4') : undefined;
  return bestLandmarker(fan4, models.get(landmarkerRole, 'peppa_wutz'));
}

/** Both landmarkers, or one of them, as one. */
function bestLandmarker(fan4: Landmarker | undefined, peppaWutz: Landmarker): Landmarker {
  return {
    async find(frame, layout, box, angle) {
      const first = await fan4?.find(frame, layout, box, angle);
      return bestLandmarks(first, await peppaWutz.find(frame, layout, box, angle));
    },
    async close() {
      await fan4?.close();
      await peppaWutz.close();
    },
  };
}
