import type { Colour, FrameCanvas } from '../../pixels/frame-canvas.ts';
import type { Point } from '../../pixels/geometry.ts';
import { uprightToStored } from '../../pixels/orientation.ts';
import { type LetterShape, letterRows, letterShapes } from './letter-shapes.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Lines as they will be drawn, on a plate. */
interface SetText extends Size {
  readonly lines: readonly (readonly LetterShape[])[];
  /** Pixels of the frame a pixel of the letters. */
  readonly unit: number;
}

const gap = 1;
const lineHeight = letterRows + 2 * gap;

const unitsAcross = (line: readonly LetterShape[]): number =>
  line.reduce((sum, { columns }) => sum + columns + gap, gap);

/**
 * Sets lines so that their plate fits into a frame: smaller where it is small, then shortened, then without its last
 * lines. Undefined where not even one letter fits.
 * @param unit most pixels of the frame a pixel of the letters, a whole number
 */
export function setText(lines: readonly string[], unit: number, frame: Size): SetText | undefined {
  const shapes = lines.map(letterShapes);
  const across = Math.max(...shapes.map(unitsAcross));
  const fitting = Math.min(unit, frame.width / across, frame.height / (lineHeight * lines.length));
  const size = Math.max(1, Math.floor(fitting));
  const room = Math.floor(frame.width / size);
  const kept = shapes.slice(0, Math.floor(frame.height / (lineHeight * size))).map((line) => shortened(line, room));
  if (kept.length === 0 || kept.some((line) => line.length === 0)) return undefined;
  return {
    lines: kept,
    unit: size,
    width: size * Math.max(...kept.map(unitsAcross)),
    height: size * lineHeight * kept.length,
  };
}

const ellipsis = letterShapes('…');

function shortened(line: readonly LetterShape[], room: number): readonly LetterShape[] {
  if (unitsAcross(line) <= room) return line;
  const left = [...line];
  while (left.length > 0 && unitsAcross([...left, ...ellipsis]) > room) left.pop();
  return left.length === 0 ? [] : [...left, ...ellipsis];
}

/** Draws a text with its plate, upright for a player. @param corner top left one, in whole upright pixels */
export function drawText(
  canvas: FrameCanvas,
  { lines, unit, width, height }: SetText,
  corner: Point,
  colours: { readonly letters: Colour; readonly plate: Colour },
): void {
  const block = ({ x, y }: Point, across: number, down: number, colour: Colour): void => {
    for (let row = 0; row < down; row += 1) {
      for (let column = 0; column < across; column += 1) {
        const stored = uprightToStored({ x: x + column, y: y + row }, canvas.layout);
        canvas.set(stored.x, stored.y, colour);
      }
    }
  };
  block(corner, width, height, colours.plate);
  for (const [line, shapes] of lines.entries()) {
    let left = corner.x + gap * unit;
    const upper = corner.y + (gap + line * lineHeight) * unit;
    for (const { rows, columns } of shapes) {
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
