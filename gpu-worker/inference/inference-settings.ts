/** How sessions run. */
export interface InferenceSettings {
  readonly provider: 'cpu' | 'cuda';
  readonly intraOpThreads: number;
  /** Whether ONNX Runtime writes lines of its own on errors, besides throwing them. Absent: no. */
  readonly nativeLog?: boolean;
}
