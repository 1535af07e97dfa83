import { dotProduct } from '../faces/embedding-distance.ts';
import { boxCentre, boxOverlap, boxSize, moveBox } from '../faces/face-record.ts';
import type { PixelBox } from '../pixels/geometry.ts';
import type { LiveTrack, TrackRules } from './track-types.ts';

/** Weight of looks against place: who two faces that cross each other are, looks know and places do not. */
const lookWeight = 2;

/** Where a track expects its face in a later frame: moved on at its speed, its size kept. */
function expectedBox(track: LiveTrack, frame: number): PixelBox {
  const frames = frame - track.lastFrame;
  return moveBox(track.face.box, track.velocity.x * frames, track.velocity.y * frames);
}

/**
 * How well a detection continues a track: 0 for "cannot be the same face", else up to 1 by place and size, and up to
 * 3 when both have embeddings.
 * @param look the detection's embedding, length 1
 */
export function trackAffinity(
  track: LiveTrack,
  found: { readonly box: PixelBox; readonly look?: readonly number[] },
  frame: number,
  rules: TrackRules,
): number {
  const expected = expectedBox(track, frame);
  const sizes = [boxSize(expected), boxSize(found.box)].sort((a, b) => a - b);
  const [smaller = 0, larger = 0] = sizes;
  if (smaller <= 0 || larger / smaller > rules.maxSizeRatio) return 0;
  const missed = frame - track.lastFrame - 1;
  const reach = (rules.reach + rules.reachPerFrame * missed) * Math.sqrt(smaller * larger);
  const from = boxCentre(expected);
  const to = boxCentre(found.box);
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  if (distance > reach) return 0;
  const overlap = boxOverlap(expected, found.box);
  const place = 0.1 + 0.45 * (1 - distance / reach) + 0.45 * overlap;
  if (track.look === undefined || found.look === undefined) return place;
  const alike = dotProduct(track.look, found.look);
  const stays = missed === 0 && overlap >= rules.sameFaceOverlap;
  if (alike < rules.otherPersonCosine && track.seenFrames >= rules.knownAfterFrames && !stays) return 0;
  return place + (lookWeight * Math.max(0, alike - rules.otherPersonCosine)) / (1 - rules.otherPersonCosine);
}
