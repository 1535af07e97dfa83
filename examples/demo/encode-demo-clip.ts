import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { makeFolders } from '../../gpu-worker/files/make-folders.ts';
import { demoHashes } from './demo-hashes.ts';
import { type DemoClip, drawDemoClip, drawDemoPhoto } from './draw-demo-clip.ts';

/** The demo's inputs on disk. */
export interface DemoInputs {
  readonly clip: string;
  readonly photo: string;
}

/** Called after every frame handed to the encoder. */
export type DemoProgress = (framesDone: number, frameCount: number) => void;

/** RGB is turned into limited-range BT.709 and tagged so; the sound becomes AAC. */
function encoderArguments(clip: DemoClip, sound: string, out: string): string[] {
  const toBt709 = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setsar=1';
  const tags = ['-color_range', 'tv', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${clip.width}x${clip.height}`, '-r', `${clip.frameRate}`],
    ...['-i', 'pipe:0', '-f', 's16le', '-ar', `${clip.soundRate}`, '-ac', '1', '-i', sound],
    ...['-map', '0:v', '-map', '1:a', '-vf', toBt709, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', ...tags],
    ...['-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart', '-f', 'mp4', out],
  ];
}

/** Little-endian bytes of 16-bit samples. */
export function soundBytes(sound: Int16Array): Buffer {
  const bytes = Buffer.alloc(sound.length * 2);
  for (let i = 0; i < sound.length; i += 1) bytes.writeInt16LE(sound[i] ?? 0, i * 2);
  return bytes;
}

async function encodeClip(clip: DemoClip, ffmpeg: string, folder: string, onFrame: DemoProgress): Promise<string> {
  const sound = path.join(folder, 'sound.s16le');
  const out = path.join(folder, 'clip.mp4');
  await writeFile(sound, soundBytes(clip.sound()));
  const child = spawn(ffmpeg, encoderArguments(clip, sound, out), { stdio: ['pipe', 'ignore', 'pipe'] });
  const said: Buffer[] = [];
  child.stderr.on('data', (part: Buffer) => said.push(part));
  const ended = once(child, 'close');
  // An encoder that ends early closes its pipe; what it said and its exit code tell why.
  child.stdin.on('error', () => undefined);
  // A failure to start, too, must not go unheard while frames are drawn.
  ended.catch(() => undefined);
  try {
    let done = 0;
    for (const frame of clip.frames()) {
      if (!child.stdin.writable) break;
      if (!child.stdin.write(frame.data))
        await Promise.race([once(child.stdin, 'drain').catch(() => undefined), ended]);
      done += 1;
      onFrame(done, clip.frameCount);
    }
    child.stdin.end();
    const [code, signal] = await ended;
    if (code === 0) return out;
    throw new Error(`it ended with ${code ?? signal}: ${Buffer.concat(said).toString().trim()}`);
  } catch (cause) {
    child.kill('SIGKILL');
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The demo clip could not be encoded with ${ffmpeg}: ${why}`, { cause });
  }
}

/**
 * Makes the demo's inputs in `folder`, `demo-clip.mp4` (1280x720, 5 s, three drawn people, AAC) and `demo-photo.png`,
 * unless both already lie there as this version draws them. Each appears whole or not at all.
 * @param ffmpeg the program to encode with; it needs libx264
 * @throws Error that says what ffmpeg said
 */
export async function writeDemoInputs(
  folder: string,
  ffmpeg: string,
  onFrame: DemoProgress = () => undefined,
): Promise<DemoInputs> {
  const inputs = { clip: path.join(folder, 'demo-clip.mp4'), photo: path.join(folder, 'demo-photo.png') };
  const stamp = path.join(folder, 'demo-inputs.json');
  const version = JSON.stringify(demoHashes);
  const written = await readFile(stamp, 'utf8').catch(() => '');
  if (written === version && existsSync(inputs.clip) && existsSync(inputs.photo)) return inputs;
  makeFolders(folder);
  const scratch = await mkdtemp(path.join(folder, '.drawing-'));
  try {
    await rm(stamp, { force: true });
    const { width, height, data } = drawDemoPhoto();
    const photo = path.join(scratch, 'photo.png');
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(photo);
    const clip = await encodeClip(drawDemoClip(), ffmpeg, scratch, onFrame);
    await rename(photo, inputs.photo);
    await rename(clip, inputs.clip);
    const stamped = path.join(scratch, 'stamp');
    await writeFile(stamped, version);
    await rename(stamped, stamp);
    return inputs;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
