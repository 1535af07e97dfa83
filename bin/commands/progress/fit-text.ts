/** East Asian wide characters and emoji take two columns; marks that join the letter before them take none. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const joining = /[\p{Mn}\p{Me}\p{Cf}]/u;

const widthOf = (character: string): number => (joining.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** Columns that a text takes on a terminal. */
export const textWidth = (text: string): number => [...text].reduce((sum, character) => sum + widthOf(character), 0);

/** A text in at most so many columns, its end cut off with "…" where it is longer; control characters become "?". */
export function fitText(text: string, columns: number): string {
  const shown = text.replace(/\p{Cc}/gu, '?');
  if (textWidth(shown) <= columns) return shown;
  let kept = '';
  for (const character of shown) {
    if (textWidth(kept) + widthOf(character) > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
