import sharp from 'sharp';
import type { RgbPixels } from '../../pixels/rgb-pixels.ts';
import { labelXmp } from './label-xmp.ts';

/** A picture as a JPEG file with full colour resolution. @param label what the file says of its origin */
export async function encodeJpeg({ width, height, data }: RgbPixels, label?: string): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  const told = label === undefined ? image : image.withXmp(labelXmp(label));
  return told.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
}
