import type { PixelBox, Point } from '../../gpu-worker/face/geometry.ts';
import type { ClipRoom } from './make-clip.ts';
import { sharedFile } from './shared.ts';

export const clipC = sharedFile('clips/c_720p_5s_audio.mp4');
export const clipD = sharedFile('clips/d_astronaut_720p_5s_audio.mp4');

/** People of the shared clips, cut out: a moving portrait of clip d, and two stills of clip c. */
export type Actor = 'astronaut' | 'man' | 'blond';

/** A cut-out's size, and where in it the nose is; the portrait of clip d moves by up to 50 pixels around it. */
const sizes: Record<Actor, { readonly width: number; readonly height: number; readonly nose: Point }> = {
  astronaut: { width: 320, height: 300, nose: { x: 145, y: 150 } },
  man: { width: 260, height: 300, nose: { x: 155, y: 162 } },
  blond: { width: 260, height: 260, nose: { x: 105, y: 150 } },
};
const noseMovesPx = 100;

const still = (frame: number, cut: string): string => `select=eq(n\\,${frame}),setpts=0,${cut},loop=-1:1:0`;

const cuts: Record<Actor, { readonly clip: string; readonly filter: string }> = {
  astronaut: { clip: clipD, filter: 'crop=768:720:306:0,scale=320:300' },
  man: { clip: clipC, filter: still(90, 'crop=520:600:390:80,scale=260:300') },
  blond: { clip: clipC, filter: still(140, 'crop=260:260:460:120') },
};

/** Where a cut-out's upper left corner is in a frame, pixels. */
export type Path = (frame: number) => { readonly x: number; readonly y: number };

export interface Scene {
  readonly frames: number;
  /** From the back to the front. */
  readonly cast: readonly { readonly actor: Actor; readonly path: Path }[];
  readonly background: string;
  /** A box in front of everything, in some frames. */
  readonly screen?: { readonly box: PixelBox; readonly from: number; readonly to: number };
}

const width = 1280;
const height = 720;

/** The cut-outs of a frame, in whole, the front one first. */
export function castAt(scene: Scene, frame: number): readonly { readonly actor: Actor; readonly box: PixelBox }[] {
  return scene.cast
    .map(({ actor, path }) => {
      const { x, y } = path(frame);
      const size = sizes[actor];
      return { actor, box: { x1: x, y1: y, x2: x + size.width, y2: y + size.height } };
    })
    .reverse();
}

/** Whose face a nose is: the nearest one's. Undefined where nobody's should be. */
export function whoIsAt(scene: Scene, frame: number, { x, y }: Point): Actor | undefined {
  const [nearest] = castAt(scene, frame)
    .map(({ actor, box }) => {
      const { nose } = sizes[actor];
      return { actor, distance: Math.hypot(box.x1 + nose.x - x, box.y1 + nose.y - y) };
    })
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance < noseMovesPx ? nearest.actor : undefined;
}

/** Draws a scene into a lossless clip of 30 frames a second. Paths are linear: two of their points tell all. */
export function drawScene(clips: ClipRoom, name: string, scene: Scene): Promise<string> {
  const { cast, frames, background, screen } = scene;
  const inputs = cast.flatMap(({ actor }) => ['-i', cuts[actor].clip]);
  const layers = cast.map(({ actor }, at) => `[${at + 1}:v]${cuts[actor].filter},fps=30[l${at}]`);
  const steps = cast.map(({ path }, at) => {
    const [from, next] = [path(0), path(1)];
    const along = (start: number, step: number): string => `'${start}+${step}*n'`;
    const x = along(from.x, next.x - from.x);
    const y = along(from.y, next.y - from.y);
    return `[b${at}][l${at}]overlay=x=${x}:y=${y}:eval=frame:format=yuv420[b${at + 1}]`;
  });
  const hide =
    screen === undefined
      ? 'null'
      : `drawbox=x=${screen.box.x1}:y=${screen.box.y1}:w=${screen.box.x2 - screen.box.x1}:` +
        `h=${screen.box.y2 - screen.box.y1}:color=0x305070:t=fill:enable='between(n,${screen.from},${screen.to})'`;
  const graph = [...layers, '[0:v]null[b0]', ...steps, `[b${cast.length}]${hide}[out]`].join(';');
  return clips.make(name, [
    ...['-f', 'lavfi', '-i', `color=c=${background}:s=${width}x${height}:r=30`, ...inputs],
    ...['-filter_complex', graph, '-map', '[out]', '-frames:v', String(frames)],
    ...['-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  ]);
}

/** A photo of somebody, cut from the shared clips. */
export function photoOf(clips: ClipRoom, actor: Actor, name: string): Promise<string> {
  const crops: Record<Actor, { readonly clip: string; readonly filter: string }> = {
    astronaut: { clip: clipD, filter: 'select=eq(n\\,20),crop=600:600:320:0' },
    man: { clip: clipC, filter: 'select=eq(n\\,60),crop=600:600:420:100' },
    blond: { clip: clipC, filter: 'select=eq(n\\,140),crop=300:300:440:100' },
  };
  return clips.make(name, ['-i', crops[actor].clip, '-vf', crops[actor].filter, '-frames:v', '1']);
}
