import { env } from 'onnxruntime-node';

/**
 * Whether ONNX Runtime writes lines of its own: on errors, where somebody reads a worker's log, else never. What goes
 * wrong is thrown in either case. To be called before the first session of a process.
 * @returns the severity for a session
 */
export function nativeLogSeverity(isWanted = false): 3 | 4 {
  env.logLevel = isWanted ? 'error' : 'fatal';
  return isWanted ? 3 : 4;
}
