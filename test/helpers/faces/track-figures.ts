import { cosine, samePersonCosine } from '../../../gpu-worker/faces/embedding-distance.ts';
import { boxOverlap } from '../../../gpu-worker/faces/face-record.ts';
import { foldSegment, type SegmentTracks } from '../../../gpu-worker/tracks/join-tracks.ts';
import { votedEmbedding } from '../../../gpu-worker/tracks/tracks.ts';
import type { Actor, Scene } from './synthetic-faces.ts';

export interface Figures {
  /** Share of the frames in which the person is in the picture that carry a face of their identity. */
  readonly coverage: number;
  /** How often the identity at the person's place changed from one frame to the next, none included. */
  readonly flips: number;
  /** Frames with the wrong person's identity. */
  readonly wrong: number;
}

export function trackScene(scene: Scene): SegmentTracks {
  return foldSegment(scene.frames, { first: 0, last: Number.MAX_SAFE_INTEGER });
}

/** Judges decisions by the truth: who is said to be at each person's place, frame by frame. */
function judge(scene: Scene, actors: readonly Actor[], saidAt: (frame: number, actor: Actor) => string | undefined) {
  let frames = 0;
  let right = 0;
  let wrong = 0;
  let flips = 0;
  for (const actor of actors) {
    let before: string | undefined | null = null;
    for (const { frame } of scene.truth.filter(({ name }) => name === actor.name)) {
      const said = saidAt(frame, actor);
      frames += 1;
      if (said === actor.name) right += 1;
      else if (said !== undefined) wrong += 1;
      if (before !== null && said !== before) flips += 1;
      before = said;
    }
  }
  return { coverage: right / frames, flips, wrong };
}

function nearest(embedding: ArrayLike<number> | undefined, actors: readonly Actor[]): string | undefined {
  if (embedding === undefined) return undefined;
  const scored = actors.map(({ name, person }) => ({ name, cos: cosine(person, embedding) }));
  const best = scored.sort((a, b) => b.cos - a.cos)[0];
  return best !== undefined && best.cos > samePersonCosine ? best.name : undefined;
}

export function figuresWithTracks(scene: Scene, actors: readonly Actor[]): Figures {
  const { frames, tracks } = trackScene(scene);
  const identity = new Map(tracks.map((track) => [track.id, nearest(votedEmbedding(track), actors)]));
  return judge(scene, actors, (frame, actor) => {
    const place = scene.truth.find((item) => item.frame === frame && item.name === actor.name);
    const near = frames[frame]?.faces.filter(({ box }) => place && boxOverlap(box, place.box) > 0.6) ?? [];
    const said = near.map(({ trackId }) => identity.get(trackId));
    return said.find((name) => name === actor.name) ?? said[0];
  });
}

export function figuresWithoutTracks(scene: Scene, actors: readonly Actor[]): Figures {
  return judge(scene, actors, (frame, actor) => {
    const place = scene.truth.find((item) => item.frame === frame && item.name === actor.name);
    const near = scene.frames[frame]?.faces.filter(({ box }) => place && boxOverlap(box, place.box) > 0.6) ?? [];
    const said = near.map(({ embedding }) => nearest(embedding, actors));
    return said.find((name) => name === actor.name) ?? said[0];
  });
}

export function printFigures(title: string, seed: number, withTracks: Figures, without: Figures): void {
  const line = ({ coverage, flips, wrong }: Figures): string =>
    `${(coverage * 100).toFixed(1)} % of frames, ${flips} flips, ${wrong} wrong`;
  console.log(`${title} (seed ${seed}): with tracks ${line(withTracks)}; without tracks ${line(without)}`);
}
