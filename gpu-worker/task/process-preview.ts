import { availableParallelism } from 'node:os';
import { readOneFrame } from '../media/video/codec/read-one-frame.ts';
import { probeVideo } from '../media/video/container/container-probe.ts';
import { atPhase } from '../phases.ts';
import { frameBytes } from '../pixels/frame-layout.ts';
import { frameToRgb } from '../pixels/frame-to-rgb.ts';
import { storedBoxToUpright, uprightSize } from '../pixels/orientation.ts';
import { openScreening } from '../screening/screening.ts';
import { aiLabel } from './ai-label.ts';
import { countFaces } from './count-faces.ts';
import { facesElsewhere } from './first-pass/faces-elsewhere.ts';
import { needsTracks } from './first-pass/needs-tracks.ts';
import { planImage } from './first-pass/plan-image.ts';
import type { MadeResult, Making } from './made-result.ts';
import { outputLayout } from './output-layout.ts';
import { changedFaces } from './pick-moments.ts';
import { wishedPiece } from './piece-of-task.ts';
import { stepNotes } from './step-notes.ts';
import { onlyPreview, previewEncoder, writePictures } from './write-pictures.ts';

/** One frame of a video before and after, and no video: what is decoded is what leads to it from a key frame. */
export async function processPreview(making: Making): Promise<MadeResult> {
  const { task, source, tools, context } = making;
  const { scratch, signal, onProgress } = context;
  const startedAt = performance.now();
  const facts = await probeVideo(source, task.limits, wishedPiece(task));
  const threads = Math.max(1, availableParallelism() >> 1);
  const decodeSource = { path: source, facts, ffmpeg: tools.ffmpeg, limits: task.limits, threads, signal };
  const frame = await readOneFrame(decodeSource, (layout) => outputLayout(layout, task.processors, task.limits));
  const { memory, layout, madeLayout, timeS } = frame;
  const before = frameToRgb(Uint8Array.from(new Uint8Array(memory, 0, frameBytes(layout))), layout);
  const decodedAt = performance.now();
  onProgress({ phase: 'frames', framesTotal: 1, framesDone: 0 });

  const count = countFaces(task);
  const elsewhere = await facesElsewhere(making, decodeSource);
  const plan = needsTracks(task) ? await planImage({ ...making, elsewhere }, memory, layout, timeS) : undefined;
  const screening = openScreening(making.missingScreens, 1, 1);
  const outcome = await tools.pool.process(memory, layout, plan?.told, screening.wants(0));
  screening.add(outcome);
  count.add(outcome);
  const processedAt = performance.now();
  onProgress({ phase: 'frames', framesTotal: 1, framesDone: 1 });
  signal.throwIfAborted();

  onProgress(atPhase('writing'));
  const after = frameToRgb(new Uint8Array(memory, 0, frameBytes(madeLayout)), madeLayout);
  const faces = changedFaces(outcome).map((box) => storedBoxToUpright(box, layout));
  const pictures = await writePictures([{ before, after, faces }], scratch, aiLabel(task));
  const { inferenceS, ...stages } = count.seconds();
  const framesWallS = (performance.now() - startedAt) / 1000;
  const endS = facts.piece?.endS ?? timeS;
  return {
    ...onlyPreview(pictures),
    encoder: previewEncoder,
    media: {
      ...uprightSize(madeLayout),
      ...{ frames: 1, durationS: 0, rotation: 0, audioTracks: 0 },
      piece: { fromS: timeS, toS: Math.max(timeS, endS) },
    },
    faces: count.faces(),
    ...(plan?.identities === undefined ? {} : { identities: plan.identities }),
    screening: screening.finish(),
    timings: {
      ...stages,
      detectS: stages.detectS + (plan?.detectS ?? 0),
      decodeS: (decodedAt - startedAt) / 1000,
      encodeS: (performance.now() - processedAt) / 1000,
      framesWallS,
      inferenceShare: framesWallS === 0 ? 0 : (inferenceS + (plan?.inferenceS ?? 0)) / framesWallS,
    },
    notes: [
      `A preview: the frame at ${timeS.toFixed(3)} s, before and after. No video was made.`,
      ...facts.notes,
      ...frame.notes,
      ...(plan?.notes ?? []),
      ...stepNotes(task, count),
    ],
  };
}
