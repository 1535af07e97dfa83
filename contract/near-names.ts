/** How many are named at most; more would be a list, not an answer. */
const most = 3;
/** More slips than this are another word. */
const maxSlips = 3;
/** Shorter parts are in too many names to say anything. */
const shortestPart = 3;

/**
 * The known names that a mistaken word was probably meant to be, the nearest first, at most three; none when nothing is
 * near. Letter case and separators do not count. A name that begins with the word is one slip away, as is one that the
 * word begins with and little follows; one that lies within the other, two; else a slip is a letter too many, missing,
 * wrong or exchanged with its neighbour. Of those within reach the nearest count, and what is one slip further.
 */
export function nearNames(word: string, known: readonly string[]): string[] {
  const near = known
    .map((name) => ({ name, slips: slipsBetween(plain(word), plain(name)) }))
    .filter(({ slips }) => slips <= maxSlips)
    .sort((a, b) => a.slips - b.slips);
  const least = near[0]?.slips ?? 0;
  return near
    .filter(({ slips }) => slips <= (least === 0 ? 0 : least + 1))
    .slice(0, most)
    .map(({ name }) => name);
}

/** Names side by side, for a question: `a, b or c`. */
export const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** The question after a mistaken word; empty where nothing known is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearNames(word, known);
  return near.length === 0 ? '' : `. Did you mean ${inWords(near)}?`;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Slips from one word to the other; Infinity when they have less than two fifths in common. */
function slipsBetween(word: string, name: string): number {
  if (word === name) return 0;
  const [short, long] = word.length < name.length ? [word, name] : [name, word];
  const isPart = short.length >= shortestPart && (short === word || 2 * short.length > long.length);
  if (isPart && long.startsWith(short)) return 1;
  const slips = word.length > 100 ? Number.POSITIVE_INFINITY : alignmentDistance(word, name);
  const alike = slips < 0.6 * long.length ? slips : Number.POSITIVE_INFINITY;
  return isPart && long.includes(short) ? Math.min(2, alike) : alike;
}

/** Letters added, dropped, replaced or exchanged with their neighbour (optimal string alignment). */
function alignmentDistance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row++) {
    const here = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let least = Math.min(
        (above[column] ?? 0) + 1,
        (here[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + Number(!same),
      );
      const exchanged = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (exchanged) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      here.push(least);
    }
    [before, above] = [above, here];
  }
  return above[to.length] ?? 0;
}
