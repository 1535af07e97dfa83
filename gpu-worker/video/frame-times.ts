import type { Readable } from 'node:stream';

export interface FrameTimes {
  /** Times so far in ticks, one a decoded frame. */
  readonly ticks: () => readonly number[];
  /** Waits for the time of frame `index`; undefined where the stream ends before it. */
  readonly at: (index: number) => Promise<number | undefined>;
}

const line = /^frame:\s*\d+\s+pts:(\S+)/;

/**
 * Reads the times that ffmpeg's `metadata=print` filter writes, a line a frame:
 * `frame:12   pts:12012   pts_time:0.4004`. pts_time is rounded to six digits there, so only pts is read.
 */
export function readFrameTimes(stream: Readable): FrameTimes {
  const ticks: number[] = [];
  let over = false;
  let wake: (() => void) | undefined;
  let partial = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (partial + text).split('\n');
    partial = lines.pop() ?? '';
    for (const each of lines) {
      const pts = line.exec(each)?.[1];
      // NOPTS becomes NaN: the reader of that frame complains.
      if (pts !== undefined) ticks.push(Number(pts));
    }
    wake?.();
  });
  const end = () => {
    over = true;
    wake?.();
  };
  stream.once('end', end).once('close', end).once('error', end);
  return {
    ticks: () => ticks,
    at: async (index) => {
      while (ticks.length <= index && !over) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      wake = undefined;
      return ticks[index];
    },
  };
}
