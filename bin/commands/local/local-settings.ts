import type { Provider } from '../../../gpu-worker/inference/inference-settings.ts';
import type { LocalJob, NamedFile } from '../asked/files-of-job.ts';
import type { WhenTaken } from '../results/plan-results.ts';

/** How the pipeline runs on this machine. */
export interface LocalSettings {
  /** Folder for results; state lies in it while a run lasts. */
  readonly out: string;
  /** The result's own file, in that folder, where it was named. */
  readonly output?: string | undefined;
  /** What is done where a result's name is taken. */
  readonly whenTaken: WhenTaken;
  /** Whether what is done already is left out. */
  readonly resume: boolean;
  readonly models: string;
  readonly provider: Provider | undefined;
  readonly frameWorkers: number | undefined;
  readonly json: boolean;
  /** Nothing is said but errors and the last lines. */
  readonly quiet: boolean;
  /** Whether a task that changes no face, although it was to, ends with an exit code of its own. */
  readonly strict: boolean;
}

/** What is to be done. */
export interface LocalRequest {
  readonly jobs: readonly LocalJob[];
  /** Whether the one job is the demo's, whose files are still to be made. */
  readonly isDemo: boolean;
  /** What else the tasks are made of: files that nothing is written over. */
  readonly inputs: readonly NamedFile[];
}
