/**
 * Proportions of the demo's drawn faces, known to the drawer and to the demo models alike, as a trained model knows
 * the proportions of people. Unit: half the distance between the eyes; origin: the middle between the eyes; x to the
 * image's right and y down when the face is upright. They follow the alignment templates, so that an aligned drawn
 * face sits as a photographed one would.
 */
export const drawnFace = {
  /** Half axes of the white of an eye. */
  eyeWhite: { x: 0.5, y: 0.37 },
  irisRadius: 0.25,
  nose: { x: 0, y: 1.2 },
  /** Corners of the mouth lie at (-halfWidth, y) and (halfWidth, y). */
  mouth: { y: 2.25, halfWidth: 0.85 },
  /** Middle of the upper lip's upper edge, below the line between the corners. */
  upperLip: 0.06,
  /** What hair leaves free of every face. */
  bare: { y: 1.2, halfWidth: 2.12, halfHeight: 2.35 },
  /** Outline of the face without hair and ears. */
  outline: { y: 0.85, halfWidth: 2.15, halfHeight: 2.7 },
} as const;

/** Colours in 0..255. Everything the demo draws keeps to these bounds; only eyes and mouths go beyond them. */
export const drawnColours = {
  /** Smallest of red, green and blue: an eye's white is above, all else below. */
  white: { rest: 188, eye: 232 },
  /** Red minus green: a mouth is above, all else below. */
  red: { rest: 70, mouth: 98 },
} as const;
