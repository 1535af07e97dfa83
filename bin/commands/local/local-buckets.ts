/** Bucket names of the embedded default. */
export const localBuckets = { input: 'input', output: 'output' } as const;
