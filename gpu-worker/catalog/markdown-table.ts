const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table of a document; every row has as many cells as the head. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
