/**
 * Seconds until a failed attempt is tried again: `retryBaseS` doubled at each attempt, at most `retryCapS`, of which
 * one half is fixed and the other chance, so that tasks that failed together do not come back together.
 * @param attempt the one that failed, from 1
 * @param random 0 to 1
 */
export function retryDelayS(
  settings: { readonly retryBaseS: number; readonly retryCapS: number },
  attempt: number,
  random: number,
): number {
  const fullS = Math.min(settings.retryCapS, settings.retryBaseS * 2 ** Math.min(attempt - 1, 30));
  return Math.round((fullS / 2 + (fullS / 2) * random) * 10) / 10;
}
