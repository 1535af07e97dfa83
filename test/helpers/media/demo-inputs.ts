import path from 'node:path';
import { writeDemoInputs } from '../../../examples/demo/encode-demo-clip.ts';
import { findFfmpeg } from '../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';

/** The demo's clip and photo, drawn once for all suites. */
export async function demoInputs(): Promise<{ clip: string; photo: string }> {
  const { path: ffmpeg } = await findFfmpeg();
  return writeDemoInputs(path.resolve(import.meta.dirname, '../../../.faceline/demo'), ffmpeg);
}
