import sharp, { type OverlayOptions } from 'sharp';
import type { RgbPixels } from '../../pixels/rgb-pixels.ts';
import { chooseView, type PreviewMoment, showsWhole, type View, wholeView } from './choose-view.ts';
import { drawLabel } from './draw-label.ts';
import { labelXmp } from './label-xmp.ts';

const widestPx = 1920;
const tallestCellPx = 960;
const gapPx = 8;
const background = '#101114';

/**
 * One JPEG of before and after, side by side, at most 1920 pixels wide: for each moment the whole frame, or the part of
 * it that shows what was done, cut alike from both; one whole frame at least. Results are shrunk to fit and never
 * enlarged, but for small faces; a smaller frame before is enlarged to its result's size. Several pairs share a row
 * where pictures are narrow.
 * @param moments at least one; all of one size, upright
 * @param label what the file says of its origin
 * @throws RangeError without a moment
 */
export async function composePreview(moments: readonly PreviewMoment[], label?: string): Promise<Uint8Array> {
  const middle = moments[Math.floor(moments.length / 2)];
  if (middle === undefined) throw new RangeError('A preview is made of at least one moment.');
  const cell = cellSize(middle.after);
  const chosen = moments.map((moment) => ({ moment, view: chooseView(moment, cell) }));
  const hasWhole = chosen.some(({ view }) => showsWhole(view, cell));
  const pairs = hasWhole ? chosen : [{ moment: middle, view: wholeView(cell) }, ...chosen];
  const perRow = pairsPerRow(pairs.length, cell.width);
  const overlays: OverlayOptions[] = [];
  for (const [i, { moment, view }] of pairs.entries()) {
    const left = (i % perRow) * 2 * (cell.width + gapPx);
    const top = Math.floor(i / perRow) * (cell.height + gapPx);
    const [before, after] = labels(moment, view, cell);
    overlays.push({ input: await drawCell(moment.before, view, cell, before), left, top });
    overlays.push({ input: await drawCell(moment.after, view, cell, after), left: left + cell.width + gapPx, top });
  }
  const width = perRow * 2 * (cell.width + gapPx) - gapPx;
  const height = (pairs.length / perRow) * (cell.height + gapPx) - gapPx;
  const sheet = sharp({ create: { width, height, channels: 3, background } }).composite(overlays);
  const told = label === undefined ? sheet : sheet.withXmp(labelXmp(label));
  return told.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function cellSize({ width, height }: Size): Size {
  const scale = Math.min(1, (widestPx - gapPx) / 2 / width, tallestCellPx / height);
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

/** As many as fit, with no row left part empty. */
function pairsPerRow(pairs: number, cellWidth: number): number {
  let perRow = Math.max(1, Math.min(pairs, Math.floor((widestPx + gapPx) / (2 * (cellWidth + gapPx)))));
  while (pairs % perRow !== 0) perRow -= 1;
  return perRow;
}

/** Where pixels of the file are told from those of the preview: how large one of them is shown. */
function labels({ before, after }: PreviewMoment, view: View, cell: Size): readonly [string, string] {
  const isCut = !showsWhole(view, cell);
  const isEnlarged = after.width > before.width && cell.width === after.width;
  const scale = ({ width }: Size): string => {
    const times = view.full.width / width;
    return isCut || isEnlarged ? ` ${times === 1 ? '1:1' : `×${Number(times.toFixed(2))}`}` : '';
  };
  return [`BEFORE${scale(before)}`, `AFTER${scale(after)}`];
}

async function drawCell(picture: RgbPixels, { full, left, top }: View, cell: Size, label: string): Promise<Buffer> {
  const { width, height, data } = picture;
  const kernel = full.width > width ? 'cubic' : 'lanczos3';
  const cut = await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .resize({ ...full, fit: 'fill', kernel })
    .extract({ left, top, ...cell })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const tag = drawLabel(label, cell.width);
  const fits = tag.width + 2 * tag.marginPx <= cell.width && tag.height + 2 * tag.marginPx <= cell.height;
  if (!fits) return cut;
  const overlay = { input: tag.svg, left: tag.marginPx, top: cell.height - tag.height - tag.marginPx };
  return sharp(cut).composite([overlay]).png({ compressionLevel: 1 }).toBuffer();
}
