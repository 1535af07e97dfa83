import { writeFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { labelXmp } from './label-xmp.ts';
import { withColourProfile, withText } from './png-chunks.ts';
import type { StillImage } from './read-image.ts';

const quality = 95;

/**
 * A still image in its own format: PNG and lossless WebP without loss, all else at quality 95. Orientation 1; alpha
 * and colour profile as they came.
 * @param label what the file says of its origin, as XMP; a PNG as a comment too
 */
export async function encodeImage(
  image: Omit<StillImage, 'orientation' | 'notes'>,
  label?: string,
): Promise<Uint8Array> {
  const { icc, format, lossless } = image;
  if (format === 'png') return labelledPng(await profiledPng(image, 6), label);
  // libvips converts values when it is given a profile by name, but carries one over that an image has. So other
  // formats are made from a PNG that has it.
  const pixels =
    icc === undefined
      ? fromPixels(image)
      : sharp(await profiledPng(image, 0), { limitInputPixels: false }).keepIccProfile();
  const told = label === undefined ? pixels : pixels.withXmp(labelXmp(label));
  return upright(withFormat(told, format, lossless)).toBuffer();
}

/** {@link encodeImage} into a file. */
export async function writeImage(
  image: Omit<StillImage, 'orientation' | 'notes'>,
  file: string,
  label?: string,
): Promise<void> {
  await writeFile(file, await encodeImage(image, label));
}

async function profiledPng(
  image: Omit<StillImage, 'orientation' | 'notes'>,
  compressionLevel: number,
): Promise<Uint8Array> {
  const png = await upright(fromPixels(image).png({ compressionLevel })).toBuffer();
  return image.icc === undefined ? png : withColourProfile(png, image.icc);
}

function labelledPng(png: Uint8Array, label: string | undefined): Uint8Array {
  if (label === undefined) return png;
  return withText(withText(png, 'XML:com.adobe.xmp', labelXmp(label)), 'Comment', label);
}

function withFormat(image: Sharp, format: 'jpeg' | 'webp', lossless: boolean): Sharp {
  if (format === 'jpeg') return image.jpeg({ quality, chromaSubsampling: '4:4:4' });
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
