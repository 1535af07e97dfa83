import type { FaceTask } from '../../contract/face-task.ts';
import type { IdentityReport, Result, ScreeningReport, Timings } from '../../contract/report.ts';
import type { UseOrAny } from '../../contract/use.ts';
import type { FramePool } from '../frames/frame-pool.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { Ffmpeg } from '../media/video/ffmpeg/find-ffmpeg.ts';
import type { ModelSource } from '../models/files/model-source.ts';
import type { TaskContext } from '../ports.ts';
import type { FacesElsewhere } from '../tracks/identity-map.ts';
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
export interface Making {
  readonly task: FaceTask;
  /** The source's file: in scratch, or somebody's own. Never to be written. */
  readonly source: string;
  /** Raw embedding of each photo that the identity map names, by its key. */
  readonly photos: ReadonlyMap<string, Float32Array>;
  /** What the map points at outside the piece that is worked on. */
  readonly elsewhere?: FacesElsewhere;
  /** Models that vote on content and are not there: none, and they are all loaded. */
  readonly missingScreens: readonly string[];
  readonly tools: TaskTools;
  readonly context: TaskContext;
}

/** A finished and verified result in scratch, not published yet. */
export interface MadeResult {
  readonly file: FinishedFile;
  readonly poster: FinishedFile;
  readonly preview: FinishedFile;
  readonly encoder: string;
  readonly media: Result['media'];
  readonly faces: Result['faces'];
  readonly identities?: readonly IdentityReport[];
  readonly tracks?: Result['tracks'];
  readonly screening: ScreeningReport;
  readonly timings: Omit<Timings, 'fetchS' | 'publishS' | 'totalWallS'>;
  readonly notes: readonly string[];
}
