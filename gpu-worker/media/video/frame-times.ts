import type { Readable } from 'node:stream';

interface FrameTimes {
  /** Times so far in ticks, one a decoded frame. */
  readonly ticks: () => readonly number[];
  /** Waits for the time of frame `index`; undefined where the stream ends before it. */
  readonly at: (index: number) => Promise<number | undefined>;
  /** True once the pictures have changed their size or format midway. */
  readonly changed: () => boolean;
}

const line = /^frame:\s*(\d+)\s+pts:(\S+)/;

/**
 * Reads the times that ffmpeg's `metadata=print` filter writes, a line a frame:
 * `frame:12   pts:12012   pts_time:0.4004`. pts_time is rounded to six digits there, so only pts is read.
 */
export function readFrameTimes(stream: Readable): FrameTimes {
  const ticks: number[] = [];
  let over = false;
  let changed = false;
  let wake: (() => void) | undefined;
  let partial = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (partial + text).split('\n');
    partial = lines.pop() ?? '';
    for (const each of lines) {
      const match = line.exec(each);
      if (match === null) continue;
      // The count starts again where the pictures change their size or format and ffmpeg begins to convert them.
      if (Number(match[1]) !== ticks.length) changed = true;
      // NOPTS becomes NaN: the reader of that frame complains.
      ticks.push(Number(match[2]));
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
    changed: () => changed,
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
