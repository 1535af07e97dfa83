import { strokes } from './stroke-font.ts';

const letterAdvance = 5.8;

export interface Label {
  readonly svg: Buffer;
  readonly width: number;
  readonly height: number;
  /** How far from the picture's corner it belongs. */
  readonly marginPx: number;
}

/** White letters on a translucent plate, sized to a picture of this width. */
export function drawLabel(text: 'BEFORE' | 'AFTER', pictureWidth: number): Label {
  const unit = Math.min(3.2, Math.max(1.4, pictureWidth / 300));
  const padding = 4;
  const columns = text.length * letterAdvance - (letterAdvance - 4) + 2 * padding;
  const rows = 6 + 2 * padding;
  const width = Math.round(columns * unit);
  const height = Math.round(rows * unit);
  const letters = Array.from(text, (letter, i) => {
    const shift = `translate(${padding + i * letterAdvance} ${padding})`;
    return `<path transform="${shift}" d="${strokes[letter] ?? ''}"/>`;
  });
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${columns} ${rows}">` +
    `<rect width="${columns}" height="${rows}" rx="3" fill="#101114" fill-opacity="0.62"/>` +
    `<g fill="none" stroke="#fff" stroke-width="0.95" stroke-linecap="round" stroke-linejoin="round">` +
    `${letters.join('')}</g></svg>`;
  return { svg: Buffer.from(svg), width, height, marginPx: Math.round(4 * unit) };
}
