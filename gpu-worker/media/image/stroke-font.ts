/** Strokes of characters on a grid of 4 × 6, so that texts in pictures need no font on the machine. */
export const strokes: Readonly<Record<string, string>> = {
  A: 'M0 6 L2 0 L4 6 M0.8 4 H3.2',
  B: 'M0 0 V6 H2.4 A1.5 1.5 0 0 0 2.4 3 H0 M2.2 3 A1.5 1.5 0 0 0 2.2 0 H0',
  C: 'M4 1 C3.4 -0.2 0 -0.6 0 3 C0 6.6 3.4 6.2 4 5',
  D: 'M0 0 V6 H1.6 C5 6 5 0 1.6 0 Z',
  E: 'M3.6 0 H0 V6 H3.6 M0 3 H3',
  F: 'M3.6 0 H0 V6 M0 3 H3',
  G: 'M4 1 C3.4 -0.2 0 -0.6 0 3 C0 6.6 4 6.4 4 4 V3.2 H2.2',
  H: 'M0 0 V6 M4 0 V6 M0 3 H4',
  I: 'M2 0 V6',
  J: 'M3.4 0 V4.2 C3.4 6.6 0.4 6.6 0.4 4.4',
  K: 'M0 0 V6 M4 0 L0 3.6 M1.4 2.6 L4 6',
  L: 'M0 0 V6 H3.6',
  M: 'M0 6 V0 L2 3.2 L4 0 V6',
  N: 'M0 6 V0 L4 6 V0',
  O: 'M2 0 C-0.6 0 -0.6 6 2 6 C4.6 6 4.6 0 2 0 Z',
  P: 'M0 6 V0 H2.4 A1.6 1.6 0 0 1 2.4 3.2 H0',
  Q: 'M2 0 C-0.6 0 -0.6 6 2 6 C4.6 6 4.6 0 2 0 Z M2.6 4.4 L4 6',
  R: 'M0 6 V0 H2.2 A1.6 1.6 0 0 1 2.2 3.2 H0 M2 3.2 L3.8 6',
  S: 'M3.8 0.9 C3 -0.4 0.2 -0.4 0.2 1.5 C0.2 3.4 3.9 2.6 3.9 4.5 C3.9 6.4 0.9 6.4 0 5.1',
  T: 'M0 0 H4 M2 0 V6',
  U: 'M0 0 V4 C0 6.7 4 6.7 4 4 V0',
  V: 'M0 0 L2 6 L4 0',
  W: 'M0 0 L1 6 L2 2.4 L3 6 L4 0',
  X: 'M0 0 L4 6 M4 0 L0 6',
  Y: 'M0 0 L2 3 L4 0 M2 3 V6',
  Z: 'M0 0 H4 L0 6 H4',
  0: 'M2 0 C-0.4 0 -0.4 6 2 6 C4.4 6 4.4 0 2 0 Z',
  1: 'M0.8 1.4 L2.2 0 V6',
  2: 'M0.2 1.4 C0.4 -0.5 3.8 -0.5 3.8 1.6 C3.8 3.2 0.6 4.4 0.2 6 H4',
  3: 'M0.2 0.8 C1 -0.3 3.7 -0.3 3.7 1.5 C3.7 2.6 2.6 2.9 1.6 2.9 C2.8 2.9 4 3.3 4 4.5 C4 6.4 0.9 6.4 0 5.1',
  4: 'M3 6 V0 L0 4.2 H4',
  5: 'M3.6 0 H0.6 L0.3 2.7 C1.2 2 4 2 4 4.1 C4 6.5 0.9 6.4 0 5.2',
  6: 'M3.5 0.5 C1.5 -0.8 0 1.4 0 4 C0 6.7 4 6.7 4 4.1 C4 1.7 0.5 1.8 0 4',
  7: 'M0 0 H4 L1.4 6',
  8: 'M2 2.8 C0 2.8 -0.1 0 2 0 C4.1 0 4 2.8 2 2.8 C-0.6 2.8 -0.6 6 2 6 C4.6 6 4.6 2.8 2 2.8 Z',
  9: 'M4 2 C4 -0.7 0 -0.7 0 1.9 C0 4.3 3.5 4.2 4 2 C4 4.6 2.5 6.8 0.5 5.5',
  '.': 'M2 5.8 V6',
  ',': 'M2.1 5.6 L1.6 6.9',
  ':': 'M2 1.7 V1.9 M2 4.9 V5.1',
  '-': 'M0.8 3.2 H3.2',
  '–': 'M0.2 3.2 H3.8',
  _: 'M0 6.4 H4',
  '/': 'M0.4 6.4 L3.6 -0.4',
  '×': 'M0.8 2 L3.2 4.4 M3.2 2 L0.8 4.4',
  '%': 'M0.4 6 L3.6 0 M1 0 A0.9 0.9 0 0 0 1 2 A0.9 0.9 0 0 0 1 0 M3 4 A0.9 0.9 0 0 0 3 6 A0.9 0.9 0 0 0 3 4',
  '(': 'M2.8 -0.4 C1.2 1.6 1.2 4.4 2.8 6.4',
  ')': 'M1.2 -0.4 C2.8 1.6 2.8 4.4 1.2 6.4',
  '[': 'M2.8 -0.4 H1.4 V6.4 H2.8',
  ']': 'M1.2 -0.4 H2.6 V6.4 H1.2',
  '+': 'M2 1.4 V5 M0.2 3.2 H3.8',
  '=': 'M0.4 2.2 H3.6 M0.4 4.2 H3.6',
  '~': 'M0.2 3.6 C1 2.2 1.8 2.8 2 3.2 C2.2 3.6 3 4.2 3.8 2.8',
  '#': 'M1.4 0 L0.8 6 M3.2 0 L2.6 6 M0.2 2 H4 M0 4 H3.8',
  '&': 'M4 6 L0.9 1.9 C-0.1 0.5 2.9 -0.9 2.8 1 C2.7 2.4 0 2.9 0 4.5 C0 6.6 2.8 6.6 3.8 3.6',
  "'": 'M2 0 V1.4',
  '!': 'M2 0 V4 M2 5.8 V6',
  '@': 'M2.8 2.2 V3.8 C2.8 4.8 4 4.6 4 3 C4 -1 0 -1 0 3 C0 6.4 2.4 6.4 3.4 5.6 M2.8 3 C2.8 1.6 1.2 1.6 1.2 3 C1.2 4.4 2.8 4.4 2.8 3',
  ' ': '',
};

/** For characters without strokes. */
const unknownStroke = 'M2 3 V3.1';
const narrow = new Set(['.', ',', ':', '1', 'I', '(', ')', '[', ']', "'", '!']);
const advance = 5.6;
const narrowAdvance = 3.6;

const advanceOf = (letter: string): number => (narrow.has(letter) ? narrowAdvance : advance);

/** Capitals without accents, which have no strokes. */
const asDrawn = (text: string): string[] => Array.from(text.toUpperCase().normalize('NFD').replace(/\p{M}/gu, ''));

/** Width of a text in units of which a capital is 6 high. */
function unitsOf(text: string): number {
  const letters = asDrawn(text);
  return letters.reduce((sum, letter) => sum + advanceOf(letter), 0) - (letters.length > 0 ? advance - 4 : 0);
}

/** Pixels that {@link textSvg} will take along the line. */
export const textWidth = (text: string, heightPx: number): number => (unitsOf(text) * heightPx) / 6;

/**
 * A line of capitals as an SVG element; small letters become capitals, accents are left out, what is unknown is a dot.
 * @param at top left corner; with `anchor` 'end' the top right one, with 'middle' the middle of the upper edge
 * @param style `halo`: a colour behind the strokes, so that lines do not cross them
 */
export function textSvg(
  text: string,
  at: { readonly x: number; readonly y: number; readonly anchor?: 'start' | 'middle' | 'end' },
  style: { readonly heightPx: number; readonly colour: string; readonly opacity?: number; readonly halo?: string },
): string {
  const { heightPx, colour, opacity = 1, halo } = style;
  const scale = heightPx / 6;
  const shift = { start: 0, middle: 0.5, end: 1 }[at.anchor ?? 'start'] * textWidth(text, heightPx);
  let column = 0;
  const paths = asDrawn(text).map((letter) => {
    const left = narrow.has(letter) ? column - (advance - narrowAdvance) / 2 : column;
    column += advanceOf(letter);
    const d = strokes[letter] ?? unknownStroke;
    return d === '' ? '' : `<path transform="translate(${left.toFixed(2)} 0)" d="${d}"/>`;
  });
  const place = `translate(${(at.x - shift).toFixed(2)} ${at.y.toFixed(2)}) scale(${scale.toFixed(4)})`;
  const drawn = (stroke: string): string =>
    `<g transform="${place}" fill="none" ${stroke} stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g>`;
  const behind = halo === undefined ? '' : drawn(`stroke="${halo}" stroke-width="5"`);
  return behind + drawn(`stroke="${colour}" stroke-opacity="${opacity}" stroke-width="0.9"`);
}
