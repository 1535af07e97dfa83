import type { PieceOfTask } from '../../../contract/piece.ts';

/**
 * What a piece adds to its clip's name, so that its result is not taken for the whole's: `.from-12.5s-to-20s`,
 * `.from-0s-240-frames`, of a preview `.at-12.5s`. Empty for all of the clip.
 */
export function pieceMark({ piece, preview }: PieceOfTask): string {
  if (preview !== undefined) return `.at-${seconds(preview.atS)}`;
  if (piece === undefined) return '';
  const { fromS, toS, frames } = piece;
  const end = toS === undefined ? '' : `-to-${seconds(toS)}`;
  return `.from-${seconds(fromS)}${end}${frames === undefined ? '' : `-${frames}-frames`}`;
}

/** To the millisecond, without zeros at the end. */
const seconds = (timeS: number): string => `${Number(timeS.toFixed(3))}s`;
