import type { FaceTask } from '../../contract/face-task.ts';
import type { ScreeningReport, Timings } from '../../contract/report.ts';
import type { FaceCount } from './count-faces.ts';
import type { ImagePlan } from './first-pass/plan-image.ts';
import type { VideoPlan } from './first-pass/plan-video.ts';
import type { MadeResult } from './made-result.ts';
import { stepNotes } from './step-notes.ts';

type Plan = Pick<ImagePlan, 'identities' | 'notes' | 'detectS' | 'inferenceS'> &
  Partial<Pick<VideoPlan, 'tracks' | 'wallS'>>;

/**
 * What a result says of its frames, be they a film's or one picture's.
 * @param given.plan the pass before, where there was one; `wallS` where it took time of its own
 * @param given.workers frame workers, over whom the models' time is summed; 1 where it is left out
 * @param given.notes of the source and the file, which come first
 */
export function tellOfFrames(
  given: Pick<Timings, 'decodeS' | 'encodeS' | 'framesWallS'> & {
    readonly task: Pick<FaceTask, 'processors'>;
    readonly count: FaceCount;
    readonly plan: Plan | undefined;
    readonly screening: ScreeningReport;
    readonly workers?: number;
    readonly notes: readonly string[];
  },
): Pick<MadeResult, 'faces' | 'identities' | 'tracks' | 'screening' | 'timings' | 'notes'> {
  const { task, count, plan, screening, workers = 1, notes, decodeS, encodeS, framesWallS } = given;
  const { inferenceS, ...stages } = count.seconds();
  const inferenceWallS = (inferenceS + (plan?.inferenceS ?? 0)) / workers;
  const bothWallS = framesWallS + (plan?.wallS ?? 0);
  return {
    faces: count.faces(),
    ...(plan?.identities === undefined ? {} : { identities: plan.identities }),
    ...(plan?.tracks === undefined ? {} : { tracks: plan.tracks }),
    screening,
    timings: {
      ...{ ...stages, decodeS, encodeS, framesWallS },
      detectS: stages.detectS + (plan?.detectS ?? 0),
      ...(plan?.wallS === undefined ? {} : { analysisS: plan.wallS }),
      inferenceShare: bothWallS === 0 ? 0 : inferenceWallS / bothWallS,
    },
    notes: [...notes, ...(plan?.notes ?? []), ...stepNotes(task, count)],
  };
}
