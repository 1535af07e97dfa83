import sharp from 'sharp';
import type { RgbPixels } from '../face/rgb-pixels.ts';

/** A picture as a JPEG file with full colour resolution. */
export async function encodeJpeg({ width, height, data }: RgbPixels, quality = 90): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  return image.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
}
