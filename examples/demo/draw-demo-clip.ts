import { cast, photoPerson } from './demo-cast.ts';
import { loudness, playMelody, soundRate } from './demo-melody.ts';
import { drawPerson } from './draw-person.ts';
import { drawScene, drawSky } from './draw-scene.ts';
import { drawnFace } from './drawn-face.ts';
import { type Canvas, type Pose, toCanvas } from './paint.ts';
import { turnCosine, turnSine } from './turn-wave.ts';

/** What the drawer knows of a face: the five points in the detector's order, [x, y] in pixels. */
export interface DrawnTruth {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Half the distance between the eyes in pixels. */
  readonly unit: number;
}

export interface DrawnFrame extends Canvas {
  /** Left to right. */
  readonly faces: readonly DrawnTruth[];
}

export interface DemoClip {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly frameCount: number;
  /** RGB frames in order, each a buffer of its own, drawn as they are asked for. */
  frames(): Iterable<DrawnFrame>;
  /** Mono, 16 bits, `soundRate` samples a second, exactly as long as the frames. */
  sound(): Int16Array;
  readonly soundRate: number;
}

const width = 1280;
const height = 720;
const frameRate = 30;
const frameCount = 150;

/** How one of the cast moves: middle of the path, swing, size, how much it grows, lean; and how fast, in turns a second. */
const motions = [
  { x: 255, y: 330, swingX: 38, swingY: 16, unit: 48, grow: 7, lean: 0.042, pace: 0.4, phase: 0 },
  { x: 640, y: 290, swingX: 30, swingY: 22, unit: 58, grow: 9, lean: 0.05, pace: 0.3, phase: 0.35 },
  { x: 1030, y: 340, swingX: 34, swingY: 14, unit: 50, grow: 8, lean: 0.045, pace: 0.5, phase: 0.7 },
] as const;

function poseAt(motion: (typeof motions)[number], seconds: number): Pose {
  const turns = motion.pace * seconds + motion.phase;
  const lean = motion.lean * turnSine(turns + 0.1);
  return {
    x: motion.x + motion.swingX * turnSine(turns),
    y: motion.y + motion.swingY * turnSine(turns * 2),
    unit: motion.unit + motion.grow * turnSine(turns * 0.8 + 0.2),
    cos: turnCosine(lean),
    sin: turnSine(lean),
  };
}

function truthOf(pose: Pose): DrawnTruth {
  const { mouth, nose } = drawnFace;
  const places = [
    [-1, 0],
    [1, 0],
    [nose.x, nose.y],
    [-mouth.halfWidth, mouth.y],
    [mouth.halfWidth, mouth.y],
  ] as const;
  return { points: places.map(([x, y]) => toCanvas(pose, x, y)), unit: pose.unit };
}

/** Where the faces of a frame are, left to right, without drawing it. */
export function demoFaces(index: number): DrawnTruth[] {
  return motions.map((motion) => truthOf(poseAt(motion, index / frameRate)));
}

let sky: Canvas | undefined;

/** One frame of the clip, counted from 0. */
export function drawDemoFrame(index: number): DrawnFrame {
  const seconds = index / frameRate;
  sky ??= drawSky(width, height);
  const canvas = drawScene(sky, seconds);
  const poses = motions.map((motion) => poseAt(motion, seconds));
  // The one in the middle stands in front.
  for (const who of [0, 2, 1]) {
    const mouthOpen = Math.min(1, loudness(who, seconds));
    drawPerson(canvas, poses[who]!, cast[who]!, { mouthOpen, gaze: turnSine(0.2 * seconds + who * 0.3) });
  }
  return { ...canvas, faces: poses.map(truthOf) };
}

/** The demo's clip: three drawn people who sing in front of passing hills. */
export function drawDemoClip(): DemoClip {
  return {
    width,
    height,
    frameRate,
    frameCount,
    soundRate,
    *frames() {
      for (let index = 0; index < frameCount; index += 1) yield drawDemoFrame(index);
    },
    sound: () => playMelody(frameCount / frameRate),
  };
}

/** The demo's photo of the person whom the faces become: RGB, 720 x 720, with what is true of its one face. */
export function drawDemoPhoto(): DrawnFrame {
  const side = 720;
  const canvas = drawScene(drawSky(side, side), 0);
  const pose: Pose = { x: 360, y: 300, unit: 70, cos: 1, sin: 0 };
  drawPerson(canvas, pose, photoPerson, { mouthOpen: 0.25, gaze: 0 });
  return { ...canvas, faces: [truthOf(pose)] };
}
