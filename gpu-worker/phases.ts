/**
 * What a task is at, in order: its source is read; models are loaded; photos of persons are looked at; frames are
 * looked at, where faces are joined over them; frames are made; the result is written and published.
 */
export const phases = ['reading', 'models', 'photos', 'first-pass', 'frames', 'writing'] as const;
export type Phase = (typeof phases)[number];

/** What a task tells while it runs. */
export interface Progress {
  readonly phase: Phase;
  /** Of this phase; undefined while it is unknown, and where no frames are counted. */
  readonly framesTotal: number | undefined;
  readonly framesDone: number;
}

/** That a phase has begun of whose length nothing is known. */
export const atPhase = (phase: Phase): Progress => ({ phase, framesTotal: undefined, framesDone: 0 });
