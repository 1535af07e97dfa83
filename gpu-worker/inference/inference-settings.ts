/** What may run models. */
export const providers = ['cpu', 'cuda'] as const;
export type Provider = (typeof providers)[number];

/** How sessions run. */
export interface InferenceSettings {
  readonly provider: Provider;
  readonly intraOpThreads: number;
  /** Whether ONNX Runtime writes lines of its own on errors, besides throwing them. Absent: no. */
  readonly nativeLog?: boolean;
}
