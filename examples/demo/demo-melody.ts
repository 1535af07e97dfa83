import { turnSine } from './turn-wave.ts';

export const soundRate = 48_000;

/** Hertz of the notes used, in equal temperament. */
const pitches = {
  C3: 130.81,
  F3: 174.61,
  G3: 196,
  C4: 261.63,
  E4: 329.63,
  G4: 392,
  A4: 440,
  C5: 523.25,
  D5: 587.33,
  E5: 659.26,
};
type Pitch = keyof typeof pitches;

interface Note {
  readonly pitch: Pitch;
  /** Seconds. */
  readonly start: number;
  readonly length: number;
}

const beat = 0.25;
const notesOf = (line: readonly (readonly [Pitch, number])[]): Note[] => {
  let start = 0;
  return line.map(([pitch, beats]) => {
    const note = { pitch, start, length: beats * beat };
    start += note.length;
    return note;
  });
};

/** One line a singer, of the same length as the clip: 20 beats of a quarter second. */
export const voices: readonly (readonly Note[])[] = [
  notesOf([
    ['G4', 1],
    ['A4', 1],
    ['C5', 2],
    ['E5', 1],
    ['D5', 1],
    ['C5', 2],
    ['A4', 1],
    ['C5', 1],
    ['D5', 2],
    ['E5', 1],
    ['D5', 1],
    ['C5', 6],
  ]),
  notesOf([
    ['E4', 2],
    ['G4', 2],
    ['C5', 2],
    ['G4', 2],
    ['F3', 2],
    ['A4', 2],
    ['G4', 2],
    ['E4', 6],
  ]),
  notesOf([
    ['C3', 4],
    ['C4', 4],
    ['F3', 4],
    ['G3', 2],
    ['C4', 6],
  ]),
];

/** Loudness of a note, 0..1, `t` seconds after its start: a quick rise, a long fall. */
const envelope = (t: number, length: number): number => {
  if (t < 0 || t >= length) return 0;
  const rise = Math.min(1, t / 0.02);
  const fall = 1 - t / length;
  return rise * fall * (2 - fall);
};

/** How loud a voice is at a moment, 0..1. Mouths follow it. */
export function loudness(voice: number, seconds: number): number {
  return (voices[voice] ?? []).reduce((sum, note) => sum + envelope(seconds - note.start, note.length), 0);
}

/** The sound track: mono, 16 bits, 48 kHz. */
export function playMelody(seconds: number): Int16Array {
  const mix = new Float64Array(Math.round(seconds * soundRate));
  for (const note of voices.flat()) {
    const first = Math.round(note.start * soundRate);
    const count = Math.min(Math.round(note.length * soundRate), mix.length - first);
    for (let i = 0; i < count; i += 1) {
      const t = i / soundRate;
      const turns = t * pitches[note.pitch];
      const tone = turnSine(turns) + 0.3 * turnSine(2 * turns) + 0.1 * turnSine(3 * turns);
      mix[first + i]! += 0.18 * envelope(t, note.length) * tone;
    }
  }
  return Int16Array.from(mix, (value) => Math.round(Math.min(1, Math.max(-1, value)) * 32_000));
}
