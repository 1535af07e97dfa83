import type { Log } from '../../../gpu-worker/ports.ts';

/** A log that says nothing. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
