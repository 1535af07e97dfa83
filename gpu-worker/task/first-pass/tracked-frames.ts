import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { permanent } from '../../errors.ts';
import type { TrackedFrame } from '../../tracks/track-types.ts';

const pointSchema = z.strictObject({ x: z.number(), y: z.number() });
const lineSchema = z.strictObject({
  frame: z.int(),
  faces: z.array(
    z.strictObject({
      trackId: z.int(),
      interpolated: z.boolean(),
      box: z.strictObject({ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() }),
      score: z.number(),
      points: z.array(pointSchema),
      points68: z.array(pointSchema).optional(),
    }),
  ),
});

/** Takes tracked frames in order to a file in scratch, a line each: memory stays small however long the video is. */
interface TrackedFramesWriter {
  write(frames: readonly TrackedFrame[]): Promise<void>;
  close(): Promise<void>;
}

export async function writeTrackedFrames(file: string): Promise<TrackedFramesWriter> {
  const handle = await open(file, 'w', 0o600);
  return {
    async write(frames) {
      if (frames.length > 0) await handle.appendFile(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
    },
    close: () => handle.close(),
  };
}

/** The frames of such a file, in order. Numbers come back as they went in, bit for bit. */
export async function* readTrackedFrames(file: string): AsyncGenerator<TrackedFrame, undefined> {
  const input = createReadStream(file);
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const parsed = lineSchema.safeParse(JSON.parse(line));
      if (!parsed.success) {
        throw permanent('INTERNAL', `A line of tracked faces cannot be read: ${parsed.error.message}`);
      }
      const { frame, faces } = parsed.data;
      yield { frame, faces: faces.map(({ points68, ...face }) => ({ ...face, ...(points68 ? { points68 } : {}) })) };
    }
  } finally {
    // A reader that stops early leaves it open otherwise.
    input.destroy();
  }
  return undefined;
}
