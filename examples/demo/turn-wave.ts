/**
 * Sine of an angle in turns, by a polynomial over + - * / only: unlike `Math.sin` it gives the same bits everywhere,
 * which the recorded hashes of the demo's clip rest on. Within 4e-6 of the sine.
 */
export function turnSine(turns: number): number {
  const t = turns - Math.floor(turns);
  const folded = t < 0.25 ? t : t < 0.75 ? 0.5 - t : t - 1;
  const x = folded * 6.283185307179586;
  const s = x * x;
  return x * (1 - (s / 6) * (1 - (s / 20) * (1 - (s / 42) * (1 - s / 72))));
}

export const turnCosine = (turns: number): number => turnSine(turns + 0.25);
