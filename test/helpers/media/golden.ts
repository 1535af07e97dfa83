import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { FrameLayout } from '../../../gpu-worker/pixels/frame-layout.ts';
import type { PixelBox, Point } from '../../../gpu-worker/pixels/geometry.ts';
import type { RgbPixels } from '../../../gpu-worker/pixels/rgb-pixels.ts';
import { readRgb } from './pixels.ts';
import { sharedFile, sharedFiles } from './shared.ts';

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
  frames: z.array(
    z.object({
      frame: z.int(),
      faces: z.array(faceSchema),
      crops: z.object({ swapped: boxSchema, swapped_enhanced: boxSchema }).optional(),
    }),
  ),
});

export type GoldenFace = z.infer<typeof faceSchema>;
type GoldenFrame = z.infer<typeof goldenSchema>['frames'][number];
export type GoldenClip = 'c' | 'd';

export const clipC = 'clips/c_720p_5s_audio.mp4';

export const goldenClips = {
  // Not in the repository: it may be used in tests only.
  c: { file: clipC, matrix: 'bt709', needs: [clipC, 'golden/c/golden.json'] },
  // Untagged, so BT.601.
  d: { file: 'clips/d_astronaut_720p_5s_audio.mp4', matrix: 'bt601', needs: [] },
} as const;

/** What FaceFusion 3.8.1 computed for a clip: two frames of clip d are in the repository, more may lie beside it. */
export function readGolden(clip: GoldenClip): z.infer<typeof goldenSchema> {
  const files = sharedFiles(`golden/${clip}/golden.json`);
  const [first, ...more] = files.map((file) => goldenSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  if (first === undefined) throw new Error(`There are no golden values of clip ${clip}.`);
  const known = new Set(first.frames.map(({ frame }) => frame));
  const others = more.flatMap(({ frames }) => frames.filter(({ frame }) => !known.has(frame)));
  return { ...first, frames: [...first.frames, ...others].sort((a, b) => a.frame - b.frame) };
}

/** A file of a golden frame: `in.png`, `swapped.png`, `0_crop_in.png`, … */
export const goldenFile = (clip: GoldenClip, frame: number, name: string): string =>
  sharedFile(`golden/${clip}/${goldenName(frame, name)}`);

export const goldenName = (frame: number, name: string): string => `f${String(frame).padStart(4, '0')}_${name}`;

/**
 * The frame as FaceFusion made it. In the repository is only the box in which it differs from the frame as it was read.
 */
export async function goldenPicture(
  clip: GoldenClip,
  { frame, crops }: Pick<GoldenFrame, 'frame' | 'crops'>,
  made: 'swapped' | 'swapped_enhanced',
): Promise<RgbPixels> {
  const picture = await readRgb(goldenFile(clip, frame, `${made}.png`));
  if (crops === undefined) return picture;
  const [x1, y1, x2, y2] = crops[made];
  if (picture.width !== x2 - x1 || picture.height !== y2 - y1)
    throw new Error(`${made} of ${frame} is no ${x2 - x1}×${y2 - y1}.`);
  const whole = await readRgb(goldenFile(clip, frame, 'in.png'));
  for (let row = 0; row < picture.height; row += 1) {
    const pixels = picture.data.subarray(3 * picture.width * row, 3 * picture.width * (row + 1));
    whole.data.set(pixels, 3 * (whole.width * (y1 + row) + x1));
  }
  return whole;
}

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
