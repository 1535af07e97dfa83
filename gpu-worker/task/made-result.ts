import type { IdentityReport, Result, ScreeningReport, Timings } from '../../contract/report.ts';
import type { UseOrAny } from '../../contract/use.ts';
import type { FramePool } from '../frames/frame-pool.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { Ffmpeg } from '../media/video/ffmpeg/find-ffmpeg.ts';
import type { ModelSource } from '../models/files/model-source.ts';
import type { TaskContext } from '../ports.ts';
import type { ToPlan } from './first-pass/to-plan.ts';
import type { FinishedFile } from './publish-result.ts';

/** What every task of a worker shares. */
export interface TaskTools {
  readonly pool: FramePool;
  readonly ffmpeg: Ffmpeg;
  readonly models: ModelSource;
  /** What the fleet's results are for; a task may be stricter. Absent: anything. */
  readonly use?: UseOrAny;
  readonly provider: InferenceSettings['provider'];
  /** Whether content is screened where the models are there, or no task runs without. Absent: auto. */
  readonly screening?: 'auto' | 'require';
}

/** What a source is turned into a result with. */
export interface Making extends ToPlan {
  /** The source's file: in scratch, or somebody's own. Never to be written. */
  readonly source: string;
  /** Models that vote on content and are not there: none, and they are all loaded. */
  readonly missingScreens: readonly string[];
  readonly tools: TaskTools;
  readonly context: TaskContext;
}

/** A finished and verified result in scratch, not published yet. */
export interface MadeResult extends Pick<Result, 'encoder' | 'media' | 'faces' | 'tracks'> {
  readonly file: FinishedFile;
  readonly poster: FinishedFile;
  readonly preview: FinishedFile;
  readonly identities?: readonly IdentityReport[];
  readonly screening: ScreeningReport;
  readonly timings: Omit<Timings, 'fetchS' | 'publishS' | 'totalWallS'>;
  readonly notes: readonly string[];
}
