import { textSvg, textWidth } from './stroke-font.ts';

interface Label {
  readonly svg: Buffer;
  readonly width: number;
  readonly height: number;
  /** How far from the picture's corner it belongs. */
  readonly marginPx: number;
}

/** White letters on a translucent plate, sized to a picture of this width. */
export function drawLabel(text: string, pictureWidth: number): Label {
  const unit = Math.min(3.2, Math.max(1.4, pictureWidth / 300));
  const [heightPx, paddingPx] = [6 * unit, 4 * unit];
  const width = Math.round(textWidth(text, heightPx) + 2 * paddingPx);
  const height = Math.round(heightPx + 2 * paddingPx);
  const letters = textSvg(text, { x: paddingPx, y: paddingPx }, { heightPx, colour: '#fff' });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect width="${width}" height="${height}" rx="${3 * unit}" fill="#101114" fill-opacity="0.62"/>${letters}</svg>`;
  return { svg: Buffer.from(svg), width, height, marginPx: Math.round(4 * unit) };
}
