import { boxSize } from '../../faces/face-record.ts';
import type { TargetFace } from '../../faces/face-stages.ts';
import type { Colour, FrameCanvas } from '../../pixels/frame-canvas.ts';
import { openCanvas } from '../../pixels/frame-canvas.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';
import type { Point } from '../../pixels/geometry.ts';
import { storedBoxToUpright, storedToUpright, uprightSize } from '../../pixels/orientation.ts';
import type { Processor, StepOf } from '../processor.ts';
import { type BoxSide, boxSides, drawBoxSide, drawDot, drawMaskEdge, markWidth } from './draw-marks.ts';
import { drawText, setText } from './draw-text.ts';
import { placeLabel } from './place-label.ts';

type Item = StepOf<'debug'>['items'][number];

/** FaceFusion's colours where it has one for the same thing. */
export const debugColours = {
  box: [255, 0, 0],
  angle: [255, 100, 100],
  'landmarks-5': [255, 0, 0],
  'landmarks-68': [0, 255, 0],
  mask: [0, 255, 0],
  'paste-box': [255, 200, 0],
  letters: [255, 255, 255],
  plate: [0, 0, 0],
} as const satisfies Record<string, Colour>;

/**
 * Draws what is known of every face on its frame, whether it was changed or left alone: what FaceFusion calls
 * `face_debugger` (processors/modules/face_debugger/core.py at 01d69690, lines 79-238), and words beside it. It only
 * marks: pixels under no mark stay, but for chroma that a mark shares.
 */
export const debug = {
  name: 'debug',
  ready({ items }) {
    const wanted = new Set<Item>(items);
    return {
      marks: {
        draw(frame, layout, faces) {
          const canvas = openCanvas(frame, layout);
          for (const face of faces) drawShapes(canvas, face, wanted, faceMarkWidth(face, layout));
          drawLabels(canvas, faces, wanted);
        },
      },
    };
  },
} satisfies Processor<'debug'>;

/** Lines of a small face are thinner than the frame's, so that it is still seen behind them. */
function faceMarkWidth({ box }: TargetFace, layout: FrameLayout): number {
  return Math.min(markWidth(uprightSize(layout).height), Math.max(1, Math.round(boxSize(box) / 40)));
}

/** Pixels of the frame a pixel of the letters: by the frame's height, less for a small face but still readable. */
function letterUnit({ box }: TargetFace, frameHeight: number): number {
  const most = Math.max(1, Math.round(frameHeight / 360));
  return Math.min(most, Math.max(2, Math.round(boxSize(box) / 30)));
}

/** Writes beside every face; no label leaves the frame, or lies on a face or another label while there is room. */
function drawLabels(canvas: FrameCanvas, faces: readonly TargetFace[], wanted: ReadonlySet<Item>): void {
  const { layout } = canvas;
  const frame = uprightSize(layout);
  const boxes = faces.map(({ box }) => storedBoxToUpright(box, layout));
  for (const [at, face] of faces.entries()) {
    const box = boxes[at];
    const lines = debugLines(face, wanted, layout);
    const text = lines.length === 0 ? undefined : setText(lines, letterUnit(face, frame.height), frame);
    if (box === undefined || text === undefined) continue;
    const { width, height } = text;
    const distance = 2 * faceMarkWidth(face, layout);
    const corner = placeLabel({ width, height }, box, frame, boxes, distance);
    drawText(canvas, text, corner, debugColours);
    boxes.push({ x1: corner.x, y1: corner.y, x2: corner.x + width, y2: corner.y + height });
  }
}

function drawShapes(canvas: FrameCanvas, face: TargetFace, wanted: ReadonlySet<Item>, width: number): void {
  const { box, points, points68 = [], pasteBoxes, lastMask } = face;
  const pasted = pasteBoxes.at(-1);
  if (wanted.has('box')) {
    for (const side of boxSides) drawBoxSide(canvas, box, side, width, debugColours.box);
  }
  if (wanted.has('angle')) drawBoxSide(canvas, box, topSide(face), width + 1, debugColours.angle);
  if (wanted.has('paste-box')) {
    for (const { x1, y1, x2, y2 } of pasteBoxes) {
      const last = { x1, y1, x2: x2 - 1, y2: y2 - 1 };
      for (const side of boxSides) drawBoxSide(canvas, last, side, width, debugColours['paste-box']);
    }
  }
  if (wanted.has('mask') && lastMask !== undefined && pasted !== undefined) {
    drawMaskEdge(canvas, lastMask, pasted, width, debugColours.mask);
  }
  if (wanted.has('landmarks-68')) {
    for (const point of points68) drawDot(canvas, point, width, debugColours['landmarks-68']);
  }
  if (wanted.has('landmarks-5')) {
    for (const point of points) drawDot(canvas, point, width, debugColours['landmarks-5']);
  }
}

/** What is written beside a face; as many lines as there is something to say. */
export function debugLines(face: TargetFace, wanted: ReadonlySet<Item>, layout: FrameLayout): string[] {
  const { score, treatment, trackId, applied, skipped } = face;
  const upright = (point: Point): Point => storedToUpright(point, layout);
  const numbers = [
    ...(wanted.has('score') ? [score.toFixed(2)] : []),
    ...(wanted.has('angle') ? [`${Math.round(degrees(face, upright))}°`] : []),
  ];
  const who = [
    ...(trackId === undefined ? [] : [`#${trackId}`]),
    ...(typeof treatment === 'object' ? [treatment.person] : []),
  ];
  const lines = [
    numbers.join(' '),
    wanted.has('track') ? who.join(' ') : '',
    wanted.has('outcome') ? [...applied, ...(skipped === undefined ? [] : [skipped])].join('+') : '',
  ];
  return lines.filter((line) => line !== '');
}

/** Which way a face's own horizontal points, -180..180: from its first landmark to the 17th, or from eye to eye. */
function degrees({ points, points68 }: TargetFace, seen: (point: Point) => Point): number {
  const [from, to] = [points68?.[0] ?? points[0], points68?.[16] ?? points[1]];
  if (from === undefined || to === undefined) return 0;
  const [a, b] = [seen(from), seen(to)];
  return (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
}

const sidesByQuarter: readonly BoxSide[] = ['top', 'right', 'bottom', 'left'];

/** The side of the stored box at which the top of the head is. */
function topSide(face: TargetFace): BoxSide {
  const quarter = Math.round((degrees(face, (point) => point) + 360) / 90) % 4;
  return sidesByQuarter[quarter] ?? 'top';
}
