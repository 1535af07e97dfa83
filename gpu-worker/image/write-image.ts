import { writeFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { withColourProfile } from './png-profile.ts';
import type { StillImage } from './read-image.ts';

const quality = 95;

/**
 * A still image in its own format: PNG and lossless WebP without loss, all else at quality 95. Orientation 1; alpha
 * and colour profile as they came.
 */
export async function encodeImage(image: Omit<StillImage, 'orientation' | 'notes'>): Promise<Uint8Array> {
  const { icc, format, lossless } = image;
  if (icc === undefined) return upright(withFormat(fromPixels(image), format, lossless)).toBuffer();
  // libvips converts values when it is given a profile by name, but carries one over that an image has. So the
  // profile gets into a PNG by hand, and other formats are made from that PNG.
  const isPng = format === 'png';
  const png = await upright(fromPixels(image).png({ compressionLevel: isPng ? 6 : 0 })).toBuffer();
  const profiled = withColourProfile(png, icc);
  if (isPng) return profiled;
  const carried = sharp(profiled, { limitInputPixels: false }).keepIccProfile();
  return upright(withFormat(carried, format, lossless)).toBuffer();
}

/** {@link encodeImage} into a file. */
export async function writeImage(image: Omit<StillImage, 'orientation' | 'notes'>, file: string): Promise<void> {
  await writeFile(file, await encodeImage(image));
}

function withFormat(image: Sharp, format: StillImage['format'], lossless: boolean): Sharp {
  if (format === 'jpeg') return image.jpeg({ quality, chromaSubsampling: '4:4:4' });
  if (format === 'png') return image.png();
  return image.webp(lossless ? { lossless: true, exact: true } : { quality, smartSubsample: true });
}

const upright = (image: Sharp): Sharp => image.withExif({ IFD0: { Orientation: '1' } });

function fromPixels({ width, height, data, alpha }: Pick<StillImage, 'width' | 'height' | 'data' | 'alpha'>): Sharp {
  if (alpha === undefined) return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  const joined = new Uint8Array(width * height * 4);
  for (let i = 0; i < alpha.length; i += 1) {
    joined[4 * i] = data[3 * i]!;
    joined[4 * i + 1] = data[3 * i + 1]!;
    joined[4 * i + 2] = data[3 * i + 2]!;
    joined[4 * i + 3] = alpha[i]!;
  }
  return sharp(joined, { raw: { width, height, channels: 4 }, limitInputPixels: false });
}
