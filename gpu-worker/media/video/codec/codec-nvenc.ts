import { type Ffmpeg, runCommand } from './codec-process.ts';

const tries = new Map<string, Promise<boolean>>();

/**
 * Whether this ffmpeg encodes H.264 on the GPU: builds list h264_nvenc on machines that have no encoder, so a few
 * frames are really encoded. Tried once a process and build.
 */
export function canUseNvenc(ffmpeg: Ffmpeg): Promise<boolean> {
  const known = tries.get(ffmpeg.path);
  if (known !== undefined) return known;
  const attempt = canEncode(ffmpeg, 'h264_nvenc');
  tries.set(ffmpeg.path, attempt);
  return attempt;
}

/** Whether this ffmpeg really encodes with an encoder of its list, here and now. */
export async function canEncode(ffmpeg: Ffmpeg, encoder: string): Promise<boolean> {
  const args = [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', 'color=black:s=320x240:r=25:d=0.2'],
    ...['-pix_fmt', 'yuv420p', '-c:v', encoder, '-f', 'null', '-'],
  ];
  const { code } = await runCommand(ffmpeg.path, args, { env: ffmpeg.env, timeoutMs: 20_000 });
  return code === 0;
}
