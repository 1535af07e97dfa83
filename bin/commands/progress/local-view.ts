import type { LocalSettings } from '../local/local-settings.ts';
import { noProgress, type ProgressView, showProgress } from './show-progress.ts';

/** What a person at this machine sees of the work, on standard error. */
export interface LocalView extends ProgressView {
  /** What `--quiet` leaves: errors and the last lines. With `--json` they are in the report. */
  tell(text: string): void;
}

export function localView({ json, quiet }: Pick<LocalSettings, 'json' | 'quiet'>): LocalView {
  const view = showProgress(process.stderr);
  const tell = json ? () => undefined : view.say;
  return { ...(json || quiet ? noProgress : view), tell };
}
