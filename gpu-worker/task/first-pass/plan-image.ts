import type { ToldFace } from '../../frames/frame-engine-types.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';
import type { Making } from '../made-result.ts';
import { unusableNote } from '../step-notes.ts';
import { needsEmbeddings } from './needs-tracks.ts';
import { trackSource } from './track-source.ts';
import { type Treatments, toldFaces, treatTracks } from './treat-tracks.ts';

/** Who is in a picture, and what is done to each face. */
export interface ImagePlan extends Pick<Treatments, 'identities' | 'notes'> {
  readonly told: readonly ToldFace[];
  readonly detectS: number;
  readonly inferenceS: number;
}

/** A picture is a video of one frame, at `timeS`. Throws as {@link treatTracks} does. */
export async function planImage(
  { task, photos, elsewhere, tools }: Pick<Making, 'task' | 'photos' | 'elsewhere' | 'tools'>,
  memory: SharedArrayBuffer,
  layout: FrameLayout,
  timeS = 0,
): Promise<ImagePlan> {
  const analysis = await tools.pool.analyse(memory, layout, needsEmbeddings(task));
  const tracker = trackSource(task, layout, () => timeS);
  const first = tracker.add(analysis);
  const last = tracker.finish();
  const { byTrack, ...treatments } = treatTracks(task, photos, last.found, elsewhere);
  const { detectMs, inferenceMs } = analysis.timings;
  return {
    ...treatments,
    notes: [...treatments.notes, ...unusableNote('detect', analysis.unusable ? 1 : 0, 1)],
    told: [...first, ...last.frames].flatMap((frame) => toldFaces(frame, { byTrack })),
    detectS: detectMs / 1000,
    inferenceS: inferenceMs / 1000,
  };
}
