/** A letter as pixels, seven rows from the top; in a row the rightmost pixel is bit 0. */
export interface LetterShape {
  readonly rows: readonly number[];
  readonly columns: number;
}

export const letterRows = 7;

/** Letters of 5 × 7 pixels at most: a digit of base 32 for each row, from the top, its bits the row's pixels. */
const letters: Readonly<Record<string, string>> = {
  ...{ A: 'ehhvhhh', B: 'uhhuhhu', C: 'ehggghe', D: 'uhhhhhu', E: 'vgguggv', F: 'vgguggg', G: 'ehgnhhf' },
  ...{ H: 'hhhvhhh', I: 'e44444e', J: '72222ic', K: 'hikokih', L: 'ggggggv', M: 'hrllhhh', N: 'hhpljhh' },
  ...{ O: 'ehhhhhe', P: 'uhhuggg', Q: 'ehhhlid', R: 'uhhukih', S: 'fgge11u', T: 'v444444', U: 'hhhhhhe' },
  ...{ V: 'hhhhha4', W: 'hhhllla', X: 'hha4ahh', Y: 'hha4444', Z: 'v1248gv' },
  ...{ 0: 'ehjlphe', 1: '4c4444e', 2: 'eh1248v', 3: 'v2421he', 4: '26aiv22', 5: 'vgu11he', 6: '68guhhe' },
  ...{ 7: 'v124888', 8: 'ehhehhe', 9: 'ehhf12c' },
  ...{ '.': '00000cc', '-': '000e000', _: '000000v', '+': '044v440', '#': 'aavavaa', '°': '6996000' },
  ...{ '?': 'eh12404', '…': '000000l' },
};

const widthOfSpace = 3;

/**
 * The shape of every letter of a line: capitals, without accents; what is unknown becomes a question mark. Shapes are
 * as wide as their pixels.
 */
export function letterShapes(line: string): LetterShape[] {
  const plain = line.toUpperCase().normalize('NFD').replace(/\p{M}/gu, '');
  return Array.from(plain, (letter) => {
    if (letter === ' ') return { rows: new Array<number>(letterRows).fill(0), columns: widthOfSpace };
    const rows = Array.from(letters[letter] ?? letters['?'] ?? '', (digit) => Number.parseInt(digit, 32));
    const used = rows.reduce((all, row) => all | row, 0);
    const right = Math.log2(used & -used);
    return { rows: rows.map((row) => row >> right), columns: Math.floor(Math.log2(used)) - right + 1 };
  });
}
