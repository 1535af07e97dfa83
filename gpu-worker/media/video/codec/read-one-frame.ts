import { permanent } from '../../../errors.ts';
import { type FrameLayout, frameBytes } from '../../../pixels/frame-layout.ts';
import { openDecoder } from './codec-decode.ts';
import type { DecodeSource } from './codec-input.ts';

/**
 * The first frame of a piece.
 * @param made the layout it will leave in, for the room that takes. Default: as it is stored
 * @throws FacelineError as openDecoder, DECODE_FAILED where there is none
 */
export async function readOneFrame(source: DecodeSource, made = (layout: FrameLayout): FrameLayout => layout) {
  const decoder = await openDecoder(source);
  try {
    const { layout } = decoder;
    const madeLayout = made(layout);
    const memory = new SharedArrayBuffer(Math.max(decoder.frameBytes, frameBytes(madeLayout)));
    const frame = new Uint8Array(memory, 0, decoder.frameBytes);
    if (!(await decoder.read(frame))) throw permanent('DECODE_FAILED', 'ffmpeg gave no frame of this piece.');
    return { memory, layout, madeLayout, timeS: decoder.timeOf(0), notes: decoder.notes() };
  } finally {
    await decoder.close();
  }
}
