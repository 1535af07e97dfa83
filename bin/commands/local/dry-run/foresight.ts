import type { ErrorCode } from '../../../../contract/error-codes.ts';
import type { TaskSettings } from '../../../../contract/face-task.ts';
import type { PersonReport, Result } from '../../../../contract/report.ts';
import type { ForeseenModel } from '../../../../gpu-worker/task/foresee-models.ts';

/** What a target is, and what of it would be worked on. */
export interface ForeseenMedia {
  readonly kind: 'video' | 'image';
  /** As it is stored, pixels. */
  readonly width: number;
  readonly height: number;
  /** `avc`, `hevc`, …; of an image its format. */
  readonly codec: string;
  readonly frames: number;
  /** Seconds; 0 of an image. */
  readonly durationS: number;
  /** Codec of each audio track that would be carried over. */
  readonly audio: readonly string[];
  readonly piece?: Result['media']['piece'];
}

/** How long it would take, by what was tried. */
export interface TimeEstimate {
  readonly totalS: number;
  readonly triedFrames: number;
  readonly framesPerS: number;
  /** Before the first frame and after the last: models, photos, writing. */
  readonly setupS: number;
}

/** How large the result would be. */
export interface SizeEstimate {
  readonly bytes: number;
  readonly triedFrames: number;
  /** Whether all of it was made. */
  readonly exact: boolean;
}

/** Why a task would come to nothing. */
export interface ForeseenRefusal {
  /** Absent for what the command line itself refuses, such as names that are taken: its message says what to do. */
  readonly code?: ErrorCode;
  readonly message: string;
  readonly advice?: string;
}

/** Everything that is known of a task before it is run. Nothing was made. */
export interface Foresight {
  readonly target: string;
  readonly sizeBytes?: number;
  readonly media?: ForeseenMedia;
  /** Absent where the wish contradicts itself. */
  readonly task?: Pick<TaskSettings, 'identities' | 'analysis' | 'processors' | 'encoder' | 'use'> & {
    /** Passes over the frames: two where faces are joined over them. */
    readonly passes: 1 | 2;
  };
  readonly models: readonly ForeseenModel[];
  /** Photos and the faces in them; absent where the models that look were not there. */
  readonly persons?: readonly PersonReport[];
  /** Paths of what would be written; `replaced`: an earlier result lies there. */
  readonly results: readonly { readonly file: string; readonly state: 'new' | 'replaced' }[];
  /** Of what `--resume` leaves out: the report that says it is done. Then nothing else is looked at. */
  readonly done?: string;
  readonly time?: TimeEstimate;
  readonly size?: SizeEstimate;
  readonly refusal?: ForeseenRefusal;
  readonly notes: readonly string[];
}
