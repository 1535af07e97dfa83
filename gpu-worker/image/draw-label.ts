/** Strokes of the letters on a grid of 4 × 6, so that labels need no font on the machine. */
const strokes: Readonly<Record<string, string>> = {
  A: 'M0 6 L2 0 L4 6 M0.8 4 H3.2',
  B: 'M0 0 V6 H2.4 A1.5 1.5 0 0 0 2.4 3 H0 M2.2 3 A1.5 1.5 0 0 0 2.2 0 H0',
  E: 'M3.6 0 H0 V6 H3.6 M0 3 H3',
  F: 'M3.6 0 H0 V6 M0 3 H3',
  O: 'M2 0 C-0.6 0 -0.6 6 2 6 C4.6 6 4.6 0 2 0 Z',
  R: 'M0 6 V0 H2.2 A1.6 1.6 0 0 1 2.2 3.2 H0 M2 3.2 L3.8 6',
  T: 'M0 0 H4 M2 0 V6',
};

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
