import type { Colour, FrameCanvas } from './frame-canvas.ts';
import type { PixelBox, Point } from './geometry.ts';
import { storedBoxToUpright, uprightSize, uprightToStored } from './orientation.ts';

/** Letters of 3 × 5 pixels, or of 5 × 5: a digit of base 32 for each row, from the top, its bits the row's pixels. */
const letters: Readonly<Record<string, string>> = {
  ...{ 0: '75557', 1: '26227', 2: '71747', 3: '71717', 4: '55711', 5: '74717', 6: '74757', 7: '71222' },
  ...{ 8: '75757', 9: '75717', A: '25755', B: '65656', C: '34443', D: '65556', E: '74647', F: '74644' },
  ...{ G: '34553', H: '55755', I: '72227', J: '11152', K: '55655', L: '44447', M: 'hrlhh', N: '75555' },
  ...{ O: '25552', P: '65644', Q: '25563', R: '65655', S: '34216', T: '72222', U: '55557', V: '55552' },
  ...{ W: 'hhlrh', X: '55255', Y: '55222', Z: '71247', ' ': '00000', '.': '00002', '-': '00700' },
  ...{ '+': '02720', '#': 'avava', '°': '25200', '?': '61202', _: '00007' },
};
const wide = new Set(['M', 'W', '#']);
const gap = 1;
const lineHeight = 7;

/**
 * Writes lines on a plate under a box, or over it where there is no room under it, upright for a player. Letters
 * without a shape become question marks.
 * @param box in stored frame pixels
 * @param unit pixels of the frame a pixel of the letters, a whole number
 */
export function drawText(
  canvas: FrameCanvas,
  lines: readonly string[],
  box: PixelBox,
  unit: number,
  colours: { readonly letters: Colour; readonly plate: Colour },
): void {
  const { layout } = canvas;
  const frame = uprightSize(layout);
  const shapes = lines.map(shapesOf);
  const width =
    unit * (gap + Math.max(...shapes.map((line) => line.reduce((sum, { columns }) => sum + columns + gap, 0))));
  const height = lines.length * lineHeight * unit;
  const shown = storedBoxToUpright(box, layout);
  const below = Math.trunc(shown.y2) + 2 * unit;
  const top = below + height <= frame.height ? below : Math.trunc(shown.y1) - 2 * unit - height;
  const into = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  const corner = { x: into(Math.trunc(shown.x1), frame.width - width), y: into(top, frame.height - height) };
  const block = ({ x, y }: Point, across: number, down: number, colour: Colour): void => {
    for (let row = 0; row < down; row += 1) {
      for (let column = 0; column < across; column += 1) {
        const stored = uprightToStored({ x: x + column, y: y + row }, layout);
        canvas.set(stored.x, stored.y, colour);
      }
    }
  };
  block(corner, width, height, colours.plate);
  for (const [line, letterShapes] of shapes.entries()) {
    let left = corner.x + gap * unit;
    const upper = corner.y + (gap + line * lineHeight) * unit;
    for (const { rows, columns } of letterShapes) {
      for (const [row, bits] of rows.entries()) {
        for (let column = 0; column < columns; column += 1) {
          if ((bits & (1 << (columns - 1 - column))) === 0) continue;
          block({ x: left + column * unit, y: upper + row * unit }, unit, unit, colours.letters);
        }
      }
      left += (columns + gap) * unit;
    }
  }
}

interface Shape {
  readonly rows: readonly number[];
  readonly columns: number;
}

function shapesOf(line: string): Shape[] {
  return Array.from(line.toUpperCase(), (letter) => {
    const rows = Array.from(letters[letter] ?? letters['?'] ?? '', (digit) => Number.parseInt(digit, 32));
    return { rows, columns: wide.has(letter) ? 5 : 3 };
  });
}
