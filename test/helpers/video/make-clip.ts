import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { type Ffmpeg, findFfmpeg } from '../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';

const run = promisify(execFile);

/** A moving test picture with hard edges and strong colours, 4:2:0, limited range, 25 frames a second. */
export const testPicture = (size: string, frames: number): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25:duration=${frames / 25}`],
];

/** x264 with B-frames, fast. */
export const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-b_strategy', '0', '-pix_fmt', 'yuv420p'];

export interface ClipRoom {
  readonly ffmpeg: () => Ffmpeg;
  /** A path in the suite's own folder. */
  readonly file: (name: string) => string;
  /** Runs ffmpeg with these arguments and the named file as output; gives its path. */
  readonly make: (name: string, args: readonly string[]) => Promise<string>;
  /** Runs ffmpeg and gives what it wrote to stdout. */
  readonly output: (args: readonly string[]) => Promise<Buffer>;
}

/** A folder for one suite's clips, and the ffmpeg that makes them. Call it in the suite's body. */
export function useClips(): ClipRoom {
  let folder = '';
  let ffmpeg: Ffmpeg | undefined;
  beforeAll(async () => {
    ffmpeg = await findFfmpeg();
    folder = await mkdtemp(path.join(os.tmpdir(), 'faceline-clips-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const found = (): Ffmpeg => {
    if (ffmpeg === undefined) throw new Error('The suite has not started.');
    return ffmpeg;
  };
  const quiet = ['-nostdin', '-v', 'error', '-y'];
  return {
    ffmpeg: found,
    file: (name) => path.join(folder, name),
    make: async (name, args) => {
      const target = path.join(folder, name);
      await run(found().path, [...quiet, ...args, target], { maxBuffer: 1 << 24 });
      return target;
    },
    output: async (args) =>
      (await run(found().path, [...quiet, ...args], { encoding: 'buffer', maxBuffer: 1 << 30 })).stdout,
  };
}
