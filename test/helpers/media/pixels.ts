import { spawnSync } from 'node:child_process';
import sharp from 'sharp';
import { findFfmpeg } from '../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';
import type { FrameLayout } from '../../../gpu-worker/pixels/frame-layout.ts';
import type { PixelBox } from '../../../gpu-worker/pixels/geometry.ts';
import type { RgbPixels } from '../../../gpu-worker/pixels/rgb-pixels.ts';

/** An image file's RGB values, colour profiles ignored. */
export async function readRgb(file: string | Uint8Array): Promise<RgbPixels> {
  const image = sharp(file, { ignoreIcc: true }).removeAlpha().toColourspace('srgb').raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** Peak signal-to-noise ratio in dB over a box of two interleaved RGB pictures of one width. */
export function psnrInBox(a: ArrayLike<number>, b: ArrayLike<number>, width: number, box: PixelBox): number {
  let sum = 0;
  let count = 0;
  for (let y = box.y1; y < box.y2; y += 1) {
    for (let i = 3 * (y * width + box.x1); i < 3 * (y * width + box.x2); i += 1) {
      sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
      count += 1;
    }
  }
  return psnrOf(sum / count);
}

/** Peak signal-to-noise ratio in dB of two arrays of 0..255. */
export function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return psnrOf(sum / a.length);
}

const psnrOf = (meanSquare: number): number =>
  meanSquare === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(255 ** 2 / meanSquare);

let found: ReturnType<typeof findFfmpeg> | undefined;

async function ffmpeg(args: readonly string[], input?: Uint8Array): Promise<Uint8Array> {
  found ??= findFfmpeg();
  const { path } = await found;
  const done = spawnSync(path, ['-v', 'error', '-nostdin', ...args], {
    ...(input === undefined ? {} : { input }),
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(`ffmpeg failed: ${done.stderr}`);
  return new Uint8Array(done.stdout);
}

/** One frame of a video, counted from 0 in display order, as raw samples. */
export const decodeFrame = (file: string, frame: number, pixels: string): Promise<Uint8Array> =>
  ffmpeg(['-i', file, '-vf', `select=eq(n\\,${frame})`, '-frames:v', '1', '-pix_fmt', pixels, '-f', 'rawvideo', '-']);

const scaleNames = { bt601: 'bt601', bt709: 'bt709', bt2020: 'bt2020' } as const;

const rawInput = (layout: FrameLayout, pixels: string): string[] => {
  const size = `${layout.width}x${layout.height}`;
  return ['-f', 'rawvideo', '-pix_fmt', pixels, '-s', size, '-i', '-'];
};

/** Raw YUV samples as RGB, by ffmpeg's own default conversion. */
export function yuvToRgb(samples: Uint8Array, layout: FrameLayout): Promise<Uint8Array> {
  const range = layout.fullRange ? 'pc' : 'tv';
  const scale = `scale=in_color_matrix=${scaleNames[layout.matrix]}:in_range=${range}`;
  const args = [...rawInput(layout, layout.pixels), '-vf', scale, '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-'];
  return ffmpeg(args, samples);
}

/** RGB as raw YUV samples of a layout, by ffmpeg at its most accurate. */
export function rgbToYuv(rgb: Uint8Array, layout: FrameLayout): Promise<Uint8Array> {
  const range = layout.fullRange ? 'pc' : 'tv';
  const coding = `out_color_matrix=${scaleNames[layout.matrix]}:out_range=${range}`;
  const scale = `scale=${coding}:flags=accurate_rnd+full_chroma_int+full_chroma_inp`;
  const args = [...rawInput(layout, 'rgb24'), '-vf', scale, '-pix_fmt', layout.pixels, '-f', 'rawvideo', '-'];
  return ffmpeg(args, rgb);
}
