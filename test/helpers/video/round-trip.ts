import { createHash } from 'node:crypto';
import { openDecoder } from '../../../gpu-worker/media/video/codec/codec-decode.ts';
import { openEncoder } from '../../../gpu-worker/media/video/codec/codec-encode.ts';
import { muxVideo } from '../../../gpu-worker/media/video/container/container-mux.ts';
import { probeVideo } from '../../../gpu-worker/media/video/container/container-probe.ts';
import type { PieceWish } from '../../../gpu-worker/media/video/piece.ts';
import type { VideoFacts } from '../../../gpu-worker/media/video/video-facts.ts';
import type { ClipRoom } from './make-clip.ts';

export const pictureLimits = { maxSidePx: 8192, maxPixels: 36_000_000 };

/** Decodes a whole file, or a piece of it; the frames' hashes stand for their samples. */
export async function decodeAll(room: ClipRoom, path: string, wish?: PieceWish, known?: VideoFacts) {
  const facts = known ?? (await probeVideo(path, pictureLimits, wish));
  const decoder = await openDecoder({ ffmpeg: room.ffmpeg(), path, facts, limits: pictureLimits });
  const slot = new Uint8Array(new SharedArrayBuffer(decoder.frameBytes));
  const hashes: string[] = [];
  let last = new Uint8Array(0);
  while (await decoder.read(slot)) {
    hashes.push(createHash('md5').update(slot).digest('hex'));
    last = Uint8Array.from(slot);
  }
  const { layout, colour, pixelAspect } = decoder;
  return { facts, layout, colour, pixelAspect, hashes, last, times: decoder.timestamps(), notes: decoder.notes() };
}

/** Source → raw frames → lossless H.264 → mp4 with the source's times and sound, then decoded again. */
export async function roundTrip(room: ClipRoom, path: string) {
  const facts = await probeVideo(path, pictureLimits);
  const { ffmpeg } = { ffmpeg: room.ffmpeg() };
  const decoder = await openDecoder({ ffmpeg, path, facts, limits: pictureLimits });
  const { layout, colour, pixelAspect } = decoder;
  const encodedPath = room.file('encoded.mp4');
  const framesPerS = facts.timestamps.length / facts.durationS;
  const common = { ffmpeg, path: encodedPath, layout, colour, pixelAspect, framesPerS };
  const encoder = await openEncoder({ ...common, crf: 0, preset: 'ultrafast', provider: 'cpu' });
  const slot = new Uint8Array(new SharedArrayBuffer(decoder.frameBytes));
  const hashes: string[] = [];
  let last = new Uint8Array(0);
  while (await decoder.read(slot)) {
    hashes.push(createHash('md5').update(slot).digest('hex'));
    last = Uint8Array.from(slot);
    await encoder.write(slot);
  }
  await encoder.finish();
  const outPath = room.file('finished.mp4');
  const times = decoder.timestamps();
  const label = 'AI-generated';
  const mux = await muxVideo({ sourcePath: path, encodedPath, facts, timestamps: times, pixelAspect, outPath, label });
  const notes = [...facts.notes, ...decoder.notes(), ...encoder.notes, ...mux.notes];
  const source = { facts, layout, colour, pixelAspect, hashes, times, last };
  return { source, mux, notes, outPath, output: await decodeAll(room, outPath) };
}
