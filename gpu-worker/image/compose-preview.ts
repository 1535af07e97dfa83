import sharp, { type OverlayOptions } from 'sharp';
import type { RgbPixels } from '../face/rgb-pixels.ts';
import { drawLabel } from './draw-label.ts';

export interface PreviewPair {
  readonly before: RgbPixels;
  readonly after: RgbPixels;
}

const widestPx = 1920;
const tallestCellPx = 960;
const gapPx = 8;
const background = '#101114';

/**
 * One JPEG of before/after pairs, side by side, at most 1920 pixels wide. Several pairs share a row where pictures are
 * narrow. Pictures are never enlarged.
 * @param pairs at least one; all of one size, upright
 * @throws RangeError without a pair
 */
export async function composePreview(pairs: readonly PreviewPair[]): Promise<Uint8Array> {
  const [first] = pairs;
  if (first === undefined) throw new RangeError('A preview is made of at least one pair of pictures.');
  const cell = cellSize(first.before);
  const perRow = Math.max(1, Math.min(pairs.length, Math.floor((widestPx + gapPx) / (2 * (cell.width + gapPx)))));
  const overlays: OverlayOptions[] = [];
  for (const [i, { before, after }] of pairs.entries()) {
    const left = (i % perRow) * 2 * (cell.width + gapPx);
    const top = Math.floor(i / perRow) * (cell.height + gapPx);
    overlays.push({ input: await drawCell(before, cell, 'BEFORE'), left, top });
    overlays.push({ input: await drawCell(after, cell, 'AFTER'), left: left + cell.width + gapPx, top });
  }
  const rows = Math.ceil(pairs.length / perRow);
  const width = perRow * 2 * (cell.width + gapPx) - gapPx;
  const height = rows * (cell.height + gapPx) - gapPx;
  return sharp({ create: { width, height, channels: 3, background } })
    .composite(overlays)
    .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function cellSize({ width, height }: Size): Size {
  const scale = Math.min(1, (widestPx - gapPx) / 2 / width, tallestCellPx / height);
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

async function drawCell({ width, height, data }: RgbPixels, cell: Size, label: 'BEFORE' | 'AFTER'): Promise<Buffer> {
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  const shrunk = await picture
    .resize({ ...cell, fit: 'fill', kernel: 'lanczos3' })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const tag = drawLabel(label, cell.width);
  const fits = tag.width + 2 * tag.marginPx <= cell.width && tag.height + 2 * tag.marginPx <= cell.height;
  if (!fits) return shrunk;
  const overlay = { input: tag.svg, left: tag.marginPx, top: cell.height - tag.height - tag.marginPx };
  return sharp(shrunk).composite([overlay]).png({ compressionLevel: 1 }).toBuffer();
}
