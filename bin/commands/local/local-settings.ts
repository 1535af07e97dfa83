/** How the pipeline runs on this machine. */
export interface LocalSettings {
  /** Folder for results; state lies in it while a run lasts. */
  readonly out: string;
  /** Undefined: the demo's own models. */
  readonly models: string | undefined;
  readonly provider: 'cpu' | 'cuda' | undefined;
  readonly frameWorkers: number | undefined;
  readonly json: boolean;
  /** Nothing is said but errors and the last lines. */
  readonly quiet: boolean;
  /** Whether a task that changes no face, although it was to, ends with an exit code of its own. */
  readonly strict: boolean;
}
