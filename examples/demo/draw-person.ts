import { drawnFace } from './drawn-face.ts';
import {
  type Canvas,
  type Colour,
  crescent,
  ellipse,
  fill,
  type Pose,
  type Shape,
  type Tone,
  within,
  without,
} from './paint.ts';

/** How a drawn person looks. */
export interface Look {
  readonly skin: Colour;
  readonly hair: Colour;
  readonly hairStyle: 'long' | 'curly' | 'short';
  readonly iris: Colour;
  readonly lips: Colour;
  readonly shirt: Colour;
  readonly blush: number;
  /** Painted ornaments on forehead and cheeks. */
  readonly ornament?: Colour;
}

/** What moves in a face. `mouthOpen` 0..1; `gaze` in parts of the play the iris has, -1..1. */
export interface Expression {
  readonly mouthOpen: number;
  readonly gaze: number;
}

const dark: Colour = [52, 36, 40];
const mouthInside: Colour = [132, 22, 40];
const { outline, eyeWhite, irisRadius, mouth, nose, upperLip } = drawnFace;

const darker = (colour: Colour, factor: number): Colour => [colour[0] * factor, colour[1] * factor, colour[2] * factor];

/** Light from the upper left, falling off towards the rim. */
const headTone: Tone = { base: 1.05, right: -0.05, down: -0.03, rim: 0.09 };
const hairTone: Tone = { base: 1.08, right: -0.18, down: -0.1, rim: 0 };

/** A filled shape with everything below it, for shoulders that run out of the picture. */
function downwards(shape: Shape, reach: number): Shape {
  const distance = (x: number, y: number) => shape.distance(x, Math.min(y, shape.y));
  return { ...shape, y: shape.y + reach / 2, reachY: shape.reachY + reach / 2, distance };
}

function paintBody(canvas: Canvas, pose: Pose, look: Look): void {
  const shirt = downwards(ellipse(0, 6.5, 3.5, 2.2), 6);
  fill(canvas, pose, shirt, { colour: look.shirt, tone: { base: 1, right: -0.15, down: -0.12, rim: 0 } });
  fill(canvas, pose, ellipse(0, 4.25, 1.5, 0.95), { colour: darker(look.shirt, 0.8) });
  fill(canvas, pose, ellipse(0, 3.6, 0.95, 1.45), { colour: darker(look.skin, 0.84) });
  fill(canvas, pose, ellipse(0, 3.3, 0.93, 0.75), { colour: darker(look.skin, 0.7), opacity: 0.6, soft: 0.4 });
}

function paintBackHair(canvas: Canvas, pose: Pose, look: Look): void {
  const colour = darker(look.hair, 0.8);
  if (look.hairStyle === 'long') {
    fill(canvas, pose, ellipse(0, 1.2, 2.8, 3.7), { colour, tone: hairTone });
  } else if (look.hairStyle === 'curly') {
    const curls = [
      -2.3, 0.8, -2.55, -0.5, -1.9, -1.6, -0.95, -2.3, 0, -2.5, 0.95, -2.3, 1.9, -1.6, 2.55, -0.5, 2.3, 0.8,
    ];
    for (let i = 0; i < curls.length; i += 2)
      fill(canvas, pose, ellipse(curls[i]!, curls[i + 1]!, 0.95, 0.95), { colour });
    fill(canvas, pose, ellipse(0, -0.3, 2.6, 2.6), { colour });
  } else {
    fill(canvas, pose, ellipse(0, 0.1, 2.42, 2.55), { colour });
  }
}

function paintFringe(canvas: Canvas, pose: Pose, look: Look): void {
  const paint = { colour: look.hair, tone: hairTone };
  if (look.hairStyle === 'long') {
    fill(canvas, pose, without(ellipse(0, 0.75, 2.55, 3.15), ellipse(0.4, 1.75, 2.65, 2.85)), paint);
    fill(canvas, pose, without(ellipse(0, 0.75, 2.55, 3.15), ellipse(-0.4, 1.75, 2.65, 2.85)), paint);
  } else if (look.hairStyle === 'curly') {
    const curls = [-2.1, -0.75, -1.6, -1.25, -0.8, -1.55, 0.1, -1.62, 0.95, -1.52, 1.68, -1.18, 2.15, -0.7];
    for (let i = 0; i < curls.length; i += 2) fill(canvas, pose, ellipse(curls[i]!, curls[i + 1]!, 0.55, 0.46), paint);
  } else {
    fill(canvas, pose, without(ellipse(0, 0.7, 2.3, 2.95), ellipse(0.15, 2.1, 2.5, 3.2)), paint);
    fill(canvas, pose, ellipse(-0.35, -1.75, 1.75, 0.55), paint);
    fill(canvas, pose, ellipse(0.75, -1.6, 1.25, 0.42), paint);
  }
}

function paintEye(canvas: Canvas, pose: Pose, look: Look, side: -1 | 1, expression: Expression): void {
  const white = ellipse(side, 0, eyeWhite.x, eyeWhite.y);
  const irisX = side + 0.035 * expression.gaze;
  fill(canvas, pose, ellipse(side, -0.06, eyeWhite.x + 0.07, eyeWhite.y + 0.07), { colour: dark });
  fill(canvas, pose, ellipse(side, 0.05, eyeWhite.x + 0.03, eyeWhite.y + 0.03), { colour: darker(look.skin, 0.8) });
  fill(canvas, pose, white, { colour: [252, 252, 250] });
  fill(canvas, pose, within(ellipse(irisX, 0, irisRadius, irisRadius), white), { colour: look.iris });
  fill(canvas, pose, ellipse(irisX, 0, 0.13, 0.13), { colour: [24, 20, 24] });
  fill(canvas, pose, ellipse(irisX - 0.09, -0.09, 0.06, 0.06), { colour: [252, 252, 252] });
  // A lid over the upper part of the eye.
  const lid = without(
    ellipse(side, -0.06, eyeWhite.x + 0.1, eyeWhite.y + 0.08),
    ellipse(side, 0.2, eyeWhite.x + 0.22, eyeWhite.y + 0.04),
  );
  fill(canvas, pose, lid, { colour: darker(look.skin, 0.86) });
  const lashes = without(
    within(ellipse(side, 0.13, 0.6, 0.4), ellipse(side, -0.12, 0.6, 0.32)),
    ellipse(side, 0.2, 0.72, 0.41),
  );
  fill(canvas, pose, lashes, { colour: dark });
  const brow = without(ellipse(side * 1.05, -0.5, 0.66, 0.34), ellipse(side * 1.1, -0.3, 0.78, 0.42));
  fill(canvas, pose, brow, { colour: darker(look.hair, 0.75) });
}

function paintMouth(canvas: Canvas, pose: Pose, look: Look, open: number): void {
  const { y, halfWidth } = mouth;
  const bottom = 0.42 + 0.38 * open;
  fill(canvas, pose, crescent(0, y, halfWidth, upperLip, bottom), { colour: look.lips });
  if (open < 0.08) {
    fill(canvas, pose, crescent(0, y, halfWidth * 0.86, 0.22, 0.27), { colour: mouthInside });
    return;
  }
  const inside = crescent(0, y + 0.02, halfWidth * 0.8, upperLip + 0.1, bottom - 0.14);
  fill(canvas, pose, inside, { colour: mouthInside });
  fill(canvas, pose, within(ellipse(0, y + bottom - 0.05, 0.42, 0.26), inside), { colour: [214, 86, 98] });
}

function paintOrnaments(canvas: Canvas, pose: Pose, colour: Colour): void {
  const diamond: Shape = {
    x: 0,
    y: -0.66,
    reachX: 0.45,
    reachY: 0.5,
    distance: (x, y) => Math.abs(x) * 0.8 + Math.abs(y + 0.66) * 0.55 - 0.27,
  };
  fill(canvas, pose, diamond, { colour });
  for (const side of [-1, 1]) {
    for (const [x, y] of [
      [1.2, 0.85],
      [1.25, 1.27],
      [1.2, 1.69],
    ] as const) {
      fill(canvas, pose, ellipse(side * x, y, 0.5, 0.15), { colour });
    }
  }
}

/** Draws one person, head, neck and shoulders, over what is on the canvas. The pose is the head's. */
export function drawPerson(canvas: Canvas, pose: Pose, look: Look, expression: Expression): void {
  const upright = { ...pose, sin: pose.sin * 0.3, cos: Math.sqrt(1 - pose.sin * pose.sin * 0.09) };
  // Shoulders lean less than the head; the neck's lower end stays under it.
  const body = { ...upright, x: pose.x - 3 * pose.unit * (pose.sin - upright.sin) };
  if (look.hairStyle === 'long') paintBackHair(canvas, pose, look);
  paintBody(canvas, body, look);
  if (look.hairStyle !== 'long') paintBackHair(canvas, pose, look);
  for (const side of [-1, 1]) {
    fill(canvas, pose, ellipse(side * 2.15, 0.7, 0.38, 0.6), { colour: darker(look.skin, 0.9) });
    fill(canvas, pose, ellipse(side * 2.2, 0.7, 0.2, 0.36), { colour: darker(look.skin, 0.76) });
  }
  const head = ellipse(0, outline.y, outline.halfWidth, outline.halfHeight);
  fill(canvas, pose, head, { colour: look.skin, tone: headTone });
  for (const side of [-1, 1]) {
    const cheek: Colour = [look.skin[0], look.skin[1] * 0.93, look.skin[2] * 0.88];
    fill(canvas, pose, ellipse(side * 1.25, 1.3, 0.4, 0.3), { colour: cheek, opacity: look.blush, soft: 0.4 });
  }
  if (look.ornament !== undefined) paintOrnaments(canvas, pose, look.ornament);
  const noseShade = without(ellipse(nose.x, nose.y - 0.1, 0.34, 0.36), ellipse(nose.x, nose.y - 0.25, 0.4, 0.4));
  fill(canvas, pose, ellipse(-0.06, 0.75, 0.12, 0.5), { colour: darker(look.skin, 1.1), opacity: 0.5, soft: 0.2 });
  fill(canvas, pose, noseShade, { colour: darker(look.skin, 0.74) });
  for (const side of [-1, 1] as const) paintEye(canvas, pose, look, side, expression);
  paintMouth(canvas, pose, look, expression.mouthOpen);
  paintFringe(canvas, pose, look);
}
