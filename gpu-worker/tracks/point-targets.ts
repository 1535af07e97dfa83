import { boxCentre, boxSize } from '../faces/face-record.ts';
import type { IdentityRule } from './identity-rules.ts';
import type { TrackedFace, TrackedFrame } from './track-types.ts';

/** Which tracks the rules with a place point at, as far as the frames given so far tell. Plain JSON. */
export interface PointedTracks {
  /** Left to right in the first frame that has faces; undefined before it. */
  readonly leftToRight?: readonly number[];
  /** By the rule's place in the map. A rule that points at no face has no entry. */
  readonly byRule: Readonly<Record<number, number>>;
}

export const noPointedTracks: PointedTracks = { byRule: {} };

/** A point may miss a face's box by this much of its size: people click at hair and chins. */
const missedBy = 0.5;

/**
 * Adds one frame, in order. The frame at `timeS` is the one on the screen then: the last whose timestamp is not
 * later. Points are in the pixels of the faces' boxes.
 * @param frameTimeS the frame's own timestamp in seconds
 */
export function foldPointedTracks(
  pointed: PointedTracks,
  rules: readonly IdentityRule[],
  { faces }: TrackedFrame,
  frameTimeS: number,
): PointedTracks {
  const byRule = { ...pointed.byRule };
  for (const [at, { target }] of rules.entries()) {
    if (typeof target === 'string' || !('timeS' in target) || frameTimeS > target.timeS + 1e-6) continue;
    const face = faceAt(faces, target.x, target.y);
    if (face === undefined) delete byRule[at];
    else byRule[at] = face.trackId;
  }
  const leftToRight =
    pointed.leftToRight ??
    (faces.length === 0 ? undefined : [...faces].sort((a, b) => a.box.x1 - b.box.x1).map(({ trackId }) => trackId));
  return { byRule, ...(leftToRight === undefined ? {} : { leftToRight }) };
}

/** The face under a point, or close to it; the nearest by centre when there are several. */
export function faceAt<Face extends Pick<TrackedFace, 'box'>>(
  faces: readonly Face[],
  x: number,
  y: number,
): Face | undefined {
  const distance = (face: Face): number => {
    const centre = boxCentre(face.box);
    return Math.hypot(centre.x - x, centre.y - y);
  };
  return faces
    .filter(({ box }) => {
      const spare = boxSize(box) * missedBy;
      return x >= box.x1 - spare && x < box.x2 + spare && y >= box.y1 - spare && y < box.y2 + spare;
    })
    .sort((a, b) => distance(a) - distance(b))[0];
}
