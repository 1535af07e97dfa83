import type { DetectedFace } from '../faces/detected-face.ts';
import type { FaceModels } from '../models/loaded-models.ts';
import type { FrameLayout } from '../pixels/frame-layout.ts';
import type { FramePixels } from '../pixels/frame-pixels.ts';
import { type DetectorAngle, type Margin, noMargin, viewAt } from '../pixels/frame-view.ts';
import { type Detector, detectorRole } from './detector.ts';
import { suppressOverlaps } from './non-max-suppression.ts';

/** Named as a detector: several of them at once. */
export const manyDetectors = 'many';

/**
 * The models behind a detector's name. `many` is FaceFusion's set: it fetches YuNet for it too, but never runs it
 * (`collect_model_downloads` and `detect_faces` in face_detector.py, lines 135 and 154 to 183 at commit 01c305fa; 3.8.1
 * is another commit).
 */
export const detectorsOf = (name: string): readonly string[] =>
  name === manyDetectors ? ['retinaface_10g', 'scrfd_2.5g', 'yoloface_8n'] : [name];

/** How faces are looked for; absent: upright, without a margin. */
interface FaceSearch {
  /** Degrees, each once: the picture is turned by each of them. */
  readonly angles?: readonly DetectorAngle[] | undefined;
  /** Black around the turned picture, per cent of its height or width: top, right, bottom, left. */
  readonly margin?: Margin | undefined;
}

/** The detectors of a task, together. */
interface FaceFinder {
  /**
   * Faces of a frame by descending score, overlapping ones suppressed, in stored frame pixels.
   * @param leastScore 0..1
   * @param onUnusable told of every look at which a model gave no usable numbers, and so found nothing
   */
  detect(
    frame: FramePixels,
    layout: FrameLayout,
    leastScore: number,
    search?: FaceSearch,
    onUnusable?: () => void,
  ): Promise<DetectedFace[]>;
}

/** Most overlap of two faces, by the number of angles. FaceFusion's `get_nms_threshold`. */
const overlaps = [0.4, 0.3, 0.2, 0.1] as const;
const leastOverlap = 0.1;
const uprightOnly: readonly DetectorAngle[] = [0];

/** All angles, and all detectors at each, in one list (FaceFusion's `get_many_faces` and `detect_faces`). */
export function faceFinder(detectors: readonly Detector[]): FaceFinder {
  return {
    async detect(frame, layout, leastScore, { angles = uprightOnly, margin = noMargin } = {}, onUnusable) {
      const found: DetectedFace[] = [];
      for (const angle of angles) {
        const view = viewAt(layout, angle, margin);
        for (const detector of detectors) {
          const seen = await detector.look(frame, layout, leastScore, view);
          if (seen === undefined) onUnusable?.();
          else found.push(...seen);
        }
      }
      return suppressOverlaps(found, maxOverlap(detectors.length, angles.length));
    },
  };
}

/** A task's detector by its name, or several by `many`. Throws MODEL_NOT_FOUND when one was not loaded. */
export const faceFinderNamed = (models: FaceModels, name: string): FaceFinder =>
  faceFinder(detectorsOf(name).map((each) => models.get(detectorRole, each)));

const maxOverlap = (detectors: number, angles: number): number =>
  detectors > 1 ? leastOverlap : (overlaps[angles - 1] ?? leastOverlap);
