import path from 'node:path';
import { outputFiles } from '../../contract/object-keys.ts';
import { uprightSize } from '../face/orientation.ts';
import { openDecoder } from '../video/codec-decode.ts';
import { openEncoder } from '../video/codec-encode.ts';
import { muxVideo } from '../video/container-mux.ts';
import { probeVideo } from '../video/container-probe.ts';
import { countFaces } from './count-faces.ts';
import type { MadeResult, Making } from './made-result.ts';
import { pickMoments } from './pick-moments.ts';
import { writePictures } from './picture-moments.ts';
import { processSegment } from './process-segment.ts';
import { verifyOutput } from './verify-output.ts';

/**
 * A video: probe, then decode, faces and encode at once, then the source's timestamps and sound around the new
 * pictures, then a check that the output is what was promised.
 */
export async function processVideo({ task, source, recipe, tools, context }: Making): Promise<MadeResult> {
  const { signal, scratch } = context;
  const facts = await probeVideo(source, task.limits);
  const decoder = await openDecoder({ path: source, facts, ffmpeg: tools.ffmpeg, limits: task.limits, signal });
  const { layout, colour, pixelAspect } = decoder;
  const encodedPath = path.join(scratch, 'encoded.mkv');
  const framesTotal = facts.timestamps.length;
  const count = countFaces();
  const picker = pickMoments(framesTotal);
  const framesPerS = framesTotal / Math.max(facts.durationS, 1e-3);

  try {
    const encoder = await openEncoder({
      ffmpeg: tools.ffmpeg,
      path: encodedPath,
      layout,
      colour,
      pixelAspect,
      framesPerS,
      ...task.encoder,
      provider: tools.provider,
      signal,
    });
    const timings = await processSegment({
      reader: decoder,
      writer: encoder,
      pool: tools.pool,
      layout,
      recipe,
      signal,
      observer: {
        decoded: picker.decoded,
        finished(index, frame, outcome) {
          count.add(outcome);
          picker.finished(index, frame, outcome);
          context.onProgress({ framesTotal: Math.max(framesTotal, count.frames), framesDone: count.frames });
        },
      },
    });
    const finishStartedAt = performance.now();
    await encoder.finish();
    const finishS = (performance.now() - finishStartedAt) / 1000;

    const timestamps = decoder.timestamps();
    const file = { name: outputFiles.video, file: path.join(scratch, outputFiles.video), contentType: 'video/mp4' };
    const mux = await muxVideo({ sourcePath: source, facts, encodedPath, timestamps, outPath: file.file, signal });
    await verifyOutput({ source, facts, layout, colour, timestamps, output: file.file, dropped: mux.droppedAudio });

    const pictures = await writePictures(picker.moments(), layout, pixelAspect, scratch);
    const { inferenceS, ...stages } = count.seconds();
    const framesWallS = timings.wallS + finishS;
    return {
      file,
      ...pictures,
      media: {
        ...uprightSize(layout),
        frames: count.frames,
        durationS: facts.durationS,
        rotation: layout.rotation,
        audioTracks: facts.audio.length - mux.droppedAudio.length,
      },
      faces: count.faces(),
      timings: {
        ...stages,
        decodeS: timings.decodeWaitS,
        encodeS: timings.encodeWaitS + finishS,
        framesWallS,
        inferenceShare: framesWallS === 0 ? 0 : inferenceS / tools.pool.size / framesWallS,
      },
      notes: [...facts.notes, ...decoder.notes(), ...encoder.notes, ...mux.notes],
    };
  } finally {
    await decoder.close();
  }
}
