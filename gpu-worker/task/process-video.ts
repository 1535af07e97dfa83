import { availableParallelism } from 'node:os';
import path from 'node:path';
import { outputFiles } from '../../contract/object-keys.ts';
import { processSegment } from '../frames/stream-frames.ts';
import { openDecoder } from '../media/video/codec/codec-decode.ts';
import { type Encoder, openEncoder } from '../media/video/codec/codec-encode.ts';
import { muxVideo } from '../media/video/container/container-mux.ts';
import { probeVideo } from '../media/video/container/container-probe.ts';
import { atPhase } from '../phases.ts';
import { frameToRgb } from '../pixels/frame-to-rgb.ts';
import { storedBoxToUpright, uprightSize } from '../pixels/orientation.ts';
import { openScreening } from '../screening/screening.ts';
import { aiLabel } from './ai-label.ts';
import { countFaces } from './count-faces.ts';
import { facesElsewhere } from './first-pass/faces-elsewhere.ts';
import { needsTracks } from './first-pass/needs-tracks.ts';
import { planVideo, toldPool } from './first-pass/plan-video.ts';
import type { MadeResult, Making } from './made-result.ts';
import { outputLayout } from './output-layout.ts';
import { pickMoments } from './pick-moments.ts';
import { asDecoded, pieceNote, pieceReport, timesInResult, wishedPiece } from './piece-of-task.ts';
import { tellOfFrames } from './tell-of-frames.ts';
import { verifyOutput } from './verify-output.ts';
import { writePictures } from './write-pictures.ts';

/**
 * A video: probe, then decode, faces and encode at once (behind a first pass where faces are tracked), then the
 * source's timestamps and sound around the new pictures, then a check that the output is what was promised.
 */
export async function processVideo(making: Making): Promise<MadeResult> {
  const { task, source, tools, context } = making;
  const { signal, scratch } = context;
  const { preset, crf } = task.encoder;
  // Decoding is the cheap end: one thread of two costs less than two, and is never the one that is waited for.
  const threads = Math.max(1, availableParallelism() >> 1);
  const probed = await probeVideo(source, task.limits, wishedPiece(task));
  const framesTotal = probed.timestamps.length;
  const decodeSource = { path: source, facts: probed, ffmpeg: tools.ffmpeg, limits: task.limits, threads, signal };
  const plan = needsTracks(task)
    ? await planVideo(
        { ...making, elsewhere: await facesElsewhere(making, decodeSource) },
        decodeSource,
        (framesDone) =>
          context.onProgress({ phase: 'first-pass', framesTotal: Math.max(framesTotal, framesDone), framesDone }),
      )
    : undefined;
  const decoder = await openDecoder(decodeSource);
  const { layout: sourceLayout, colour, pixelAspect } = decoder;
  const encodedPath = path.join(scratch, 'encoded.mp4');
  const count = countFaces(task);
  const picker = pickMoments(framesTotal);
  const framesPerS = framesTotal / Math.max(probed.durationS, 1e-3);

  const screening = openScreening(making.missingScreens, framesTotal, framesPerS);

  let encoder: Encoder | undefined;
  try {
    const layout = outputLayout(sourceLayout, task.processors, task.limits);
    encoder = await openEncoder({
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
      pool: toldPool(tools.pool, plan, screening),
      layout: sourceLayout,
      outputLayout: layout,
      signal,
      observer: {
        decoded: picker.decoded,
        finished(index, frame, outcome) {
          screening.add(outcome);
          count.add(outcome);
          picker.finished(index, frame, outcome);
          const framesDone = count.frames;
          context.onProgress({ phase: 'frames', framesTotal: Math.max(framesTotal, framesDone), framesDone });
        },
      },
    });
    const screened = screening.finish();
    context.onProgress(atPhase('writing'));
    const finishStartedAt = performance.now();
    await encoder.finish();
    const finishS = (performance.now() - finishStartedAt) / 1000;

    const facts = asDecoded(probed, decoder.timestamps());
    const timestamps = timesInResult(decoder.timestamps(), facts);
    const file = { name: outputFiles.video, file: path.join(scratch, outputFiles.video), contentType: 'video/mp4' };
    const label = aiLabel(task);
    const output = { outPath: file.file, timestamps, pixelAspect, ...(label === undefined ? {} : { label }), signal };
    const mux = await muxVideo({ sourcePath: source, facts, encodedPath, ...output });
    await verifyOutput({ source, facts, layout, colour, timestamps, output: file.file, limits: task.limits });

    const moments = picker.moments().map(({ before, after, faces }) => ({
      before: frameToRgb(before, sourceLayout),
      after: frameToRgb(after, layout),
      faces: faces.map((box) => storedBoxToUpright(box, sourceLayout)),
    }));
    const pictures = await writePictures(moments, scratch, label);
    return {
      file,
      ...pictures,
      encoder: encoder.name === 'libx264' ? `libx264 ${preset} crf ${crf}` : `${encoder.name} cq ${crf}`,
      media: {
        ...uprightSize(layout),
        frames: count.frames,
        durationS: mux.durationS,
        rotation: layout.rotation,
        audioTracks: facts.audio.length - mux.droppedAudio.length,
        ...pieceReport(facts),
      },
      ...tellOfFrames({
        ...{ task, count, plan, screening: screened, workers: tools.pool.size },
        decodeS: timings.decodeWaitS,
        encodeS: timings.encodeWaitS + finishS,
        framesWallS: timings.wallS + finishS,
        notes: [...pieceNote(facts), ...facts.notes, ...decoder.notes(), ...encoder.notes, ...mux.notes],
      }),
    };
  } finally {
    await Promise.all([decoder.close(), encoder?.close(), plan?.close()]);
  }
}
