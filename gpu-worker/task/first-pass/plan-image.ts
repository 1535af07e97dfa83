import type { ToldFace } from '../../faces/face-stages.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';
import { needsEmbeddings } from './needs-tracks.ts';
import type { ToPlan } from './to-plan.ts';
import { trackSource } from './track-source.ts';
import { type Treatments, toldFaces, treatTracks } from './treat-tracks.ts';
import { unusableNote } from './unusable-note.ts';

/** Who is in a picture, and what is done to each face. */
export interface ImagePlan extends Pick<Treatments, 'identities' | 'notes'> {
  readonly told: readonly ToldFace[];
  readonly detectS: number;
  readonly inferenceS: number;
}

/** A picture is a video of one frame, at `timeS`. Throws as {@link treatTracks} does. */
export async function planImage(
  { task, photos, elsewhere, tools }: Omit<ToPlan, 'context'>,
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
