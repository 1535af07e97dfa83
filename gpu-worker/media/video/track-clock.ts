/** mediabunny's bound on a track's ticks a second. */
const mostTicks = 1_000_000;

/**
 * The ticks a second that an mp4 track gets so that every time of the source is a whole number of them: the source's
 * own or a multiple. mediabunny derives the clock from a frame duration, 1 / ticks, by a continued fraction whose
 * first step is floor(1 / (1 / ticks)); where floating point makes that one less, the next multiple is taken.
 * @returns undefined where the source counts finer than an mp4 track can; times are rounded to 1/57600 s then
 */
export function trackClock(ticksPerSecond: number): number | undefined {
  for (let clock = ticksPerSecond; clock <= mostTicks; clock += ticksPerSecond) {
    if (Math.floor(1 / (1 / clock)) === clock) return clock;
  }
  return undefined;
}

/** The place of `time` in ascending `times`; the nearest one where it is not among them. */
export function rankOf(time: number, times: Float64Array): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const here = times[middle] ?? 0;
    const next = times[middle + 1] ?? here;
    if (time - here <= next - time) high = middle;
    else low = middle + 1;
  }
  return low;
}
