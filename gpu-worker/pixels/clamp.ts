/** Into 0..255, not rounded. */
export const clampLevel = (value: number): number => Math.min(255, Math.max(0, value));
