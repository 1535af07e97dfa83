import type { Provider } from './inference-settings.ts';

interface ThreadPlan {
  /** Frames worked on at once, each in a thread with its own sessions. */
  readonly frameWorkers: number;
  /** Threads within one model run. */
  readonly intraOpThreads: number;
}

/** More than this nobody may ask for. */
export const mostFrameWorkers = 64;
/** Every frame worker holds its own copy of the models; more than this cost more memory than they bring speed. */
const mostCpuWorkers = 4;
/** Two copies on a GPU: one runs while the other's pixels are worked on. */
const gpuWorkers = 2;

/**
 * Frame workers and threads for a machine. Two sessions of one thread leave fewer gaps than one session of two, so
 * cores go to frame workers first.
 * @param cores processors this process may use
 * @param asked what the settings say; it wins
 */
export function threadPlan(
  provider: Provider,
  cores: number,
  asked: { readonly frameWorkers?: number | undefined; readonly intraOpThreads?: number | undefined } = {},
): ThreadPlan {
  const byProvider = provider === 'cuda' ? gpuWorkers : Math.max(1, Math.min(cores, mostCpuWorkers));
  const frameWorkers = asked.frameWorkers ?? byProvider;
  const share = provider === 'cuda' ? 1 : Math.max(1, Math.floor(cores / frameWorkers));
  return { frameWorkers, intraOpThreads: asked.intraOpThreads ?? share };
}
