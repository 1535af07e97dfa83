import type { Colour, FrameCanvas } from './frame-canvas.ts';
import type { PixelBox, Point } from './geometry.ts';
import { storedBoxToUpright, uprightSize, uprightToStored } from './orientation.ts';

/** Letters of 3 × 5 pixels: a digit of three bits for each row, from the top. */
const letters: Readonly<Record<string, string>> = {
  ...{ 0: '75557', 1: '26227', 2: '71747', 3: '71717', 4: '55711', 5: '74717', 6: '74757', 7: '71222' },
  ...{ 8: '75757', 9: '75717', A: '25755', B: '65656', C: '34443', D: '65556', E: '74647', F: '74644' },
  ...{ G: '34553', H: '55755', I: '72227', J: '11152', K: '55655', L: '44447', M: '57755', N: '75555' },
  ...{ O: '25552', P: '65644', Q: '25563', R: '65655', S: '34216', T: '72222', U: '55557', V: '55552' },
  ...{ W: '55775', X: '55255', Y: '55222', Z: '71247', ' ': '00000', '.': '00002', '-': '00700' },
  ...{ '+': '02720', '#': '57575', '°': '25200', '?': '61202', _: '00007' },
};
const advance = 4;
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
  const longest = Math.max(...lines.map((line) => Array.from(line).length));
  const width = (longest * advance + 1) * unit;
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
  for (const [line, text] of lines.entries()) {
    for (const [place, letter] of Array.from(text.toUpperCase()).entries()) {
      const shape = letters[letter] ?? letters['?'] ?? '';
      for (let bit = 0; bit < 15; bit += 1) {
        const [row, column] = [Math.floor(bit / 3), bit % 3];
        if ((Number(shape[row]) & (4 >> column)) === 0) continue;
        const x = corner.x + (1 + place * advance + column) * unit;
        const y = corner.y + (1 + line * lineHeight + row) * unit;
        block({ x, y }, unit, unit, colours.letters);
      }
    }
  }
}
