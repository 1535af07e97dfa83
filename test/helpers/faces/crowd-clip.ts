import type { PixelBox, Point } from '../../../gpu-worker/pixels/geometry.ts';
import { sharedFile } from '../media/shared.ts';
import type { ClipRoom } from '../video/make-clip.ts';

const clipD = sharedFile('clips/d_astronaut_720p_5s_audio.mp4');
const portrait = sharedFile('photos/source_astronaut.jpg');

/**
 * People of made-up crowds, all of them one public-domain portrait: as clip d pans over it, and as three stills in other
 * colours, mirrored. To the stand-in recognizer they are different people: no two are nearer than a cosine of 0.35.
 */
export type Actor = 'astronaut' | 'blue' | 'green' | 'pink';

/** How a cut-out is made, how large it is, and where in it the nose is; clip d's moves by up to 50 pixels around it. */
interface Cut {
  readonly file: string;
  readonly filter: string;
  readonly width: number;
  readonly height: number;
  readonly nose: Point;
}

const looks: Record<Exclude<Actor, 'astronaut'>, string> = {
  blue: 'format=rgb24,hflip,colorchannelmixer=rr=0:rb=.3:gg=.4:bb=0:br=1.2',
  green: 'format=rgb24,hflip,colorchannelmixer=rr=0:rg=.5:gg=0:gr=1.2:bb=.2',
  pink: 'format=rgb24,hflip,lutrgb=r=val*0.4+150:g=val*0.4+40:b=val*0.5+140',
};

/** The portrait's nose is at 220, 124 of 512 by 512; the cut is 260 by 290 with the nose in the middle. */
function still(actor: Exclude<Actor, 'astronaut'>, scale: number): Cut {
  const [width, height] = [260 * scale, 290 * scale];
  const filter = `crop=260:290:90:0,${looks[actor]},scale=${width}:${height},loop=-1:1:0`;
  return { file: portrait, filter, width, height, nose: { x: 130 * scale, y: 124 * scale } };
}

const cuts: Record<Actor, Cut> = {
  astronaut: {
    ...{ file: clipD, filter: 'crop=768:720:306:0,scale=320:300' },
    ...{ width: 320, height: 300, nose: { x: 145, y: 150 } },
  },
  blue: still('blue', 1.2),
  green: still('green', 1),
  pink: still('pink', 0.8),
};
const noseMovesPx = 100;

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
      const { width, height } = cuts[actor];
      return { actor, box: { x1: x, y1: y, x2: x + width, y2: y + height } };
    })
    .reverse();
}

/** Whose face a nose is: the nearest one's. Undefined where nobody's should be. */
export function whoIsAt(scene: Scene, frame: number, { x, y }: Point): Actor | undefined {
  const [nearest] = castAt(scene, frame)
    .map(({ actor, box }) => {
      const { nose } = cuts[actor];
      return { actor, distance: Math.hypot(box.x1 + nose.x - x, box.y1 + nose.y - y) };
    })
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance < noseMovesPx ? nearest.actor : undefined;
}

/** Draws a scene into a lossless clip of 30 frames a second. Paths are linear: two of their points tell all. */
export function drawScene(clips: ClipRoom, name: string, scene: Scene): Promise<string> {
  const { cast, frames, background, screen } = scene;
  const inputs = cast.flatMap(({ actor }) => ['-i', cuts[actor].file]);
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

/** Everybody at once, at four sizes, nobody in front of anybody. */
export const everybody: Scene = {
  frames: 1,
  background: '0x808070',
  cast: [
    { actor: 'astronaut', path: () => ({ x: 60, y: 40 }) },
    { actor: 'blue', path: () => ({ x: 480, y: 20 }) },
    { actor: 'green', path: () => ({ x: 880, y: 400 }) },
    { actor: 'pink', path: () => ({ x: 220, y: 430 }) },
  ],
};

/** A picture of {@link everybody}: its own samples as a clip of one frame, and as PNG. */
export async function drawEverybody(clips: ClipRoom): Promise<{ readonly clip: string; readonly png: string }> {
  const clip = await drawScene(clips, 'everybody.mp4', everybody);
  return { clip, png: await clips.make('everybody.png', ['-i', clip, '-frames:v', '1']) };
}

/** A photo of somebody, which is not the picture that scenes show. */
export function photoOf(clips: ClipRoom, actor: Actor, name: string): Promise<string> {
  const [file, filter] =
    actor === 'astronaut'
      ? [clipD, 'select=eq(n\\,20),crop=600:600:320:0']
      : [portrait, `${looks[actor]},scale=600:600`];
  return clips.make(name, ['-i', file, '-vf', filter, '-frames:v', '1']);
}
