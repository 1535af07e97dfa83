import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Ffmpeg } from '../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';
import { temporaryFolder } from '../files/temporary-folder.ts';

/**
 * An ffmpeg that does what it is told, but for some calls.
 * @param odd lines of a shell script before the real one is called; it sees the arguments as `$@`
 */
export async function oddFfmpeg(ffmpeg: Ffmpeg, odd: string): Promise<Ffmpeg> {
  const file = path.join(await temporaryFolder(), 'ffmpeg');
  await writeFile(file, `#!/bin/sh\n${odd}\nexec '${ffmpeg.path}' "$@"\n`, { mode: 0o755 });
  return { ...ffmpeg, path: file };
}
