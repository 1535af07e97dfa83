/** How long something takes, for a person: `4.2 s`, `42 s`, `2 min 05 s`, `1 h 02 min`. */
export function durationText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  return wholeDurationText(seconds);
}

/** The same in whole seconds, for what is estimated or counted up: `4 s`. */
export function wholeDurationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
