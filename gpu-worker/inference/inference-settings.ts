/** How sessions run. */
export interface InferenceSettings {
  readonly provider: 'cpu' | 'cuda';
  readonly intraOpThreads: number;
}
