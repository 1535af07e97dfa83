import { availableParallelism } from 'node:os';
import { columns } from '../columns.ts';
import type { BenchRun } from './run-once.ts';

/** One run as a table of figures. */
export function benchTable(run: BenchRun): string {
  const { timings } = run;
  const inferenceS = timings.inferenceShare * timings.framesWallS;
  const rows = [
    ['frames', String(run.frames)],
    ['frames/s (first decoded to last encoded)', run.framesPerS.toFixed(1)],
    ['whole process', seconds(run.wallS)],
    ['start-up, publishing, shutdown', seconds(run.startUpS)],
    ['inference on the critical path', seconds(inferenceS)],
    ['inference share', `${(timings.inferenceShare * 100).toFixed(0)} %`],
    ['cpu-seconds, all processes', run.cpuS === undefined ? 'not known here' : run.cpuS.toFixed(1)],
    ['peak RSS, all processes', run.peakRssMb === undefined ? 'not known here' : `${run.peakRssMb.toFixed(0)} MiB`],
    ['waited for the decoder', seconds(timings.decodeS)],
    ['detect (all frame workers)', seconds(timings.detectS)],
    ...Object.entries(timings.steps).map(([name, stepS]) => [`${name} (all frame workers)`, seconds(stepS)]),
    ['paste (all frame workers)', seconds(timings.pasteS)],
    ['waited for the encoder', seconds(timings.encodeS)],
    ['encoder', run.encoder],
    ['processors', String(availableParallelism())],
  ];
  return columns(rows);
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;
