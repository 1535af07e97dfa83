import { boxArea, type PixelBox } from '../pixels/geometry.ts';
import type { DetectedFace } from './detected-face.ts';

/** In which order faces are worked on. FaceFusion's words. */
export type FaceOrder =
  | 'large-small'
  | 'small-large'
  | 'left-right'
  | 'right-left'
  | 'top-bottom'
  | 'bottom-top'
  | 'best-worst'
  | 'worst-best';

type ShownFace = Pick<DetectedFace, 'box' | 'score'>;

/** What each order begins with the least of: FaceFusion's, by the left and upper edges of boxes both ways. */
const keys: Readonly<Record<FaceOrder, (face: ShownFace) => number>> = {
  'large-small': ({ box }) => -boxArea(box),
  'small-large': ({ box }) => boxArea(box),
  'left-right': ({ box }) => box.x1,
  'right-left': ({ box }) => -box.x1,
  'top-bottom': ({ box }) => box.y1,
  'bottom-top': ({ box }) => -box.y1,
  'best-worst': ({ score }) => -score,
  'worst-best': ({ score }) => score,
};

/**
 * All faces in an order (facefusion/face_selector.py at commit 01d69690, lines 98–115); equal ones keep the detector's.
 * @param shown a stored box in the picture as a player shows it: left and top are what people see
 */
export function orderFaces<Face extends DetectedFace>(
  faces: readonly Face[],
  order: FaceOrder,
  shown: (box: PixelBox) => PixelBox = (box) => box,
): Face[] {
  const keyOf = keys[order];
  return faces
    .map((face) => ({ face, key: keyOf({ box: shown(face.box), score: face.score }) }))
    .sort((a, b) => a.key - b.key)
    .map(({ face }) => face);
}

/** All faces, large to small by the area of their boxes; equal areas keep the detector's order. */
export function largeToSmall(faces: readonly DetectedFace[]): DetectedFace[] {
  return orderFaces(faces, 'large-small');
}
