import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { FrameLayout } from '../../gpu-worker/face/frame-layout.ts';
import type { PixelBox, Point } from '../../gpu-worker/face/geometry.ts';
import { sharedFile } from './shared.ts';

const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const matrixSchema = z.array(z.array(z.number()));
const faceSchema = z.object({
  bounding_box: boxSchema,
  score: z.number(),
  landmark_5: z.array(z.tuple([z.number(), z.number()])),
  landmark_68_5: z.array(z.tuple([z.number(), z.number()])),
  angle: z.number(),
  embedding_first8: z.array(z.number()),
  swap_matrix: matrixSchema,
  enhance_matrix: matrixSchema,
  paste_box: boxSchema,
  mask_row64: z.array(z.number()),
});
const goldenSchema = z.object({
  source: z.object({ embedding: z.array(z.number()), embedding_prepared: z.array(z.array(z.number())) }),
  frames: z.array(z.object({ frame: z.int(), faces: z.array(faceSchema) })),
});

export type GoldenFace = z.infer<typeof faceSchema>;
export type GoldenClip = 'c' | 'd';

export const goldenClips = {
  c: { file: 'clips/c_720p_5s_audio.mp4', matrix: 'bt709' },
  // Untagged, so BT.601.
  d: { file: 'clips/d_astronaut_720p_5s_audio.mp4', matrix: 'bt601' },
} as const;

/** What FaceFusion 3.8.1 computed for a clip. */
export function readGolden(clip: GoldenClip): z.infer<typeof goldenSchema> {
  return goldenSchema.parse(JSON.parse(readFileSync(sharedFile(`golden/${clip}/golden.json`), 'utf8')));
}

/** A file of a golden frame: `in.png`, `swapped.png`, `0_crop_in.png`, … */
export const goldenFile = (clip: GoldenClip, frame: number, name: string): string =>
  sharedFile(`golden/${clip}/f${String(frame).padStart(4, '0')}_${name}`);

/** Little-endian float32. */
export function readFloats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

export const pointsOf = (face: GoldenFace): Point[] => face.landmark_5.map(([x, y]) => ({ x, y }));

export const toBox = ([x1, y1, x2, y2]: readonly [number, number, number, number]): PixelBox => ({ x1, y1, x2, y2 });

export const layout720 = (pixels: FrameLayout['pixels'], matrix: FrameLayout['matrix']): FrameLayout => ({
  width: 1280,
  height: 720,
  pixels,
  matrix,
  fullRange: false,
  rotation: 0,
});
