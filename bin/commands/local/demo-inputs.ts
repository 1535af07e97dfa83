import path from 'node:path';
import { findFfmpeg } from '../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';
import type { LocalJob } from '../asked/files-of-job.ts';
import type { LocalRequest } from './local-settings.ts';

const demoFolder = path.resolve(import.meta.dirname, '../../../examples/demo');

/** Small models that honour the real contracts; not a face-swap network. */
export const demoModels = path.join(demoFolder, 'models');

/** Draws and encodes the demo's clip and photo at the first start. */
export async function prepareDemo(say: (text: string) => void): Promise<{ target: string; photos: string[] }> {
  const folder = path.resolve('.faceline', 'demo');
  const { writeDemoInputs } = await import('../../../examples/demo/encode-demo-clip.ts');
  const { path: ffmpeg } = await findFfmpeg();
  say('The demo: a drawn clip, a drawn photo and demo models (not a face-swap network).');
  let told = false;
  const { clip, photo } = await writeDemoInputs(folder, ffmpeg, () => {
    if (!told) say('Drawing the clip, once …');
    told = true;
  });
  return { target: clip, photos: [photo] };
}

/** The jobs of a request; the demo's files are made first. */
export async function jobsOf(
  { jobs, isDemo }: LocalRequest,
  say: (text: string) => void,
): Promise<readonly LocalJob[]> {
  if (!isDemo) return jobs;
  const files = await prepareDemo(say);
  return jobs.map((job) => ({ ...job, ...files }));
}
