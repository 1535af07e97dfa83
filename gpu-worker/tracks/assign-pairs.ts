/**
 * Pairs rows with columns so that the sum of the pairs' scores is the largest possible; nobody is in two pairs.
 * Only scores above 0 make a pair. Kuhn's Hungarian method with potentials, O(rows² · columns).
 * @param scores one row a track, one column a detection; any finite number, 0 or less for "never"
 * @returns for each row its column, or -1
 */
export function assignPairs(scores: readonly (readonly number[])[], columns: number): number[] {
  const rows = scores.length;
  // A column of its own for each row, worth nothing, lets a row stay alone.
  const width = columns + rows;
  const cost = (row: number, column: number): number => {
    const score = column < columns ? (scores[row]?.[column] ?? 0) : 0;
    return score > 0 ? -score : 0;
  };
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(width + 1);
  /** Row (from 1) that has the column (from 1), 0 for none. Column 0 holds the row that seeks. */
  const ownerOf = new Int32Array(width + 1);
  for (let row = 1; row <= rows; row += 1) {
    const cameFrom = new Int32Array(width + 1);
    const slack = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(width + 1);
    ownerOf[0] = row;
    let column = 0;
    while (ownerOf[column] !== 0) {
      visited[column] = 1;
      const owner = ownerOf[column] ?? 0;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let other = 1; other <= width; other += 1) {
        if (visited[other] === 1) continue;
        const reduced = cost(owner - 1, other - 1) - (rowPotential[owner] ?? 0) - (columnPotential[other] ?? 0);
        if (reduced < (slack[other] ?? 0)) {
          slack[other] = reduced;
          cameFrom[other] = column;
        }
        if ((slack[other] ?? 0) < step) {
          step = slack[other] ?? 0;
          next = other;
        }
      }
      for (let other = 0; other <= width; other += 1) {
        if (visited[other] === 1) {
          rowPotential[ownerOf[other] ?? 0]! += step;
          columnPotential[other]! -= step;
        } else {
          slack[other]! -= step;
        }
      }
      column = next;
    }
    while (column !== 0) {
      const previous = cameFrom[column] ?? 0;
      ownerOf[column] = ownerOf[previous] ?? 0;
      column = previous;
    }
  }
  const pairs = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column += 1) {
    const row = (ownerOf[column] ?? 0) - 1;
    if (row >= 0 && cost(row, column - 1) < 0) pairs[row] = column - 1;
  }
  return pairs;
}
