/** Steps between marks on a time axis, seconds. */
const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
const leastMarkDistancePx = 90;

interface TimeMark {
  readonly timeS: number;
  readonly label: string;
}

/** Marks at round times, at least 90 pixels apart. None for what has no duration. */
export function timeMarks(durationS: number, widthPx: number): TimeMark[] {
  if (!(durationS > 0)) return [];
  const step = steps.find((each) => (each / durationS) * widthPx >= leastMarkDistancePx) ?? durationS;
  const marks: TimeMark[] = [];
  for (let at = 0; at * step <= durationS * (1 + 1e-9); at += 1) {
    marks.push({ timeS: at * step, label: clockText(at * step, step < 1 ? 1 : 0) });
  }
  return marks;
}

/** `1:02:03` or `2:03.5`, hours only where there are any. */
export function clockText(seconds: number, digits: number): string {
  const scale = 10 ** digits;
  const rounded = Math.round(seconds * scale) / scale;
  const [hours, minutes] = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60];
  const rest = (rounded % 60).toFixed(digits).padStart(digits === 0 ? 2 : 3 + digits, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
