import { dotProduct, unitEmbedding } from '../../../gpu-worker/faces/embedding-distance.ts';
import type { FaceRecord } from '../../../gpu-worker/faces/face-record.ts';
import type { PixelBox } from '../../../gpu-worker/pixels/geometry.ts';
import type { FrameFaces } from '../../../gpu-worker/tracks/tracks.ts';

/** Numbers in 0..1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const embeddingLength = 128;

/** A random direction: two of them are nearly orthogonal, like two people's. */
export function randomPerson(random: () => number): number[] {
  return unitEmbedding(Array.from({ length: embeddingLength }, () => gaussian(random)));
}

/** The person as a recognizer sees them in one frame: `cos` to the true direction, a length that says nothing. */
export function observedEmbedding(person: readonly number[], cos: number, random: () => number): number[] {
  const other = randomPerson(random);
  const along = dotProduct(person, other);
  const aside = unitEmbedding(other.map((value, index) => value - along * (person[index] ?? 0)));
  const length = 10 + 10 * random();
  return person.map((value, index) => length * (value * cos + Math.sqrt(1 - cos * cos) * (aside[index] ?? 0)));
}

/** Where somebody is: centre and size in pixels in a frame, or undefined when out of the picture. */
export type Path = (frame: number) => { readonly x: number; readonly y: number; readonly size: number } | undefined;

export interface Actor {
  readonly name: string;
  readonly person: readonly number[];
  readonly path: Path;
  /** False in frames in which the detector does not find the face though it is there. */
  readonly seen?: (frame: number) => boolean;
}

export interface Truth {
  readonly frame: number;
  readonly name: string;
  readonly box: PixelBox;
  readonly seen: boolean;
}

export interface Scene {
  readonly frames: readonly FrameFaces[];
  readonly truth: readonly Truth[];
}

/** Frames with detections (jitter of a pixel or so, embeddings of changing quality), and what really happened. */
export function makeScene(actors: readonly Actor[], length: number, cuts: readonly number[], seed: number): Scene {
  const random = seededRandom(seed);
  const frames: FrameFaces[] = [];
  const truth: Truth[] = [];
  for (let frame = 0; frame < length; frame += 1) {
    const faces: FaceRecord[] = [];
    for (const actor of actors) {
      const place = actor.path(frame);
      if (place === undefined) continue;
      const seen = actor.seen?.(frame) ?? true;
      truth.push({ frame, name: actor.name, box: boxAt(place.x, place.y, place.size), seen });
      if (!seen) continue;
      const [x, y] = [place.x + gaussian(random), place.y + gaussian(random)];
      // One frame in eight is blurred or turned: its embedding alone would not be recognised.
      const cos = random() < 0.125 ? 0.25 + 0.1 * random() : 0.5 + 0.35 * random();
      faces.push({
        box: boxAt(x, y, place.size * (1 + 0.02 * gaussian(random))),
        points: pointsAt(x, y, place.size),
        score: 0.6 + 0.35 * random(),
        embedding: observedEmbedding(actor.person, cos, random),
      });
    }
    faces.sort((a, b) => b.score - a.score);
    frames.push({ frame, faces, cut: cuts.includes(frame) });
  }
  return { frames, truth };
}

export function boxAt(x: number, y: number, size: number): PixelBox {
  return { x1: x - size / 2, y1: y - size / 2, x2: x + size / 2, y2: y + size / 2 };
}

export function pointsAt(x: number, y: number, size: number): FaceRecord['points'] {
  const [dx, dy] = [size * 0.2, size * 0.2];
  return [
    { x: x - dx, y: y - dy },
    { x: x + dx, y: y - dy },
    { x: x, y: y },
    { x: x - dx, y: y + dy },
    { x: x + dx, y: y + dy },
  ];
}

export function withoutEmbeddings(scene: Scene): Scene {
  const frames = scene.frames.map((item) => ({
    ...item,
    faces: item.faces.map(({ box, points, score }) => ({ box, points, score })),
  }));
  return { frames, truth: scene.truth };
}
