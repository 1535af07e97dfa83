import type { ChosenPreset } from '../read-preset.ts';

/** What a measurement of switching is made with. */
export interface SwitchRequest {
  /** Image to change, and photo of the person. */
  readonly target: string;
  readonly photo: string;
  readonly models: string;
  readonly presets: readonly [ChosenPreset, ChosenPreset];
  readonly provider: 'cpu' | 'cuda';
  readonly frameWorkers: number;
  readonly intraOpThreads: number;
  readonly rounds: number;
}
