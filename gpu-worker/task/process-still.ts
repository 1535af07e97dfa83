import { availableParallelism } from 'node:os';
import path from 'node:path';
import { readImage, type StillImage } from '../media/image/read-image.ts';
import { writeImage } from '../media/image/write-image.ts';
import { readOneFrame } from '../media/video/codec/read-one-frame.ts';
import { probeVideo } from '../media/video/container/container-probe.ts';
import { atPhase } from '../phases.ts';
import { type FrameLayout, frameBytes } from '../pixels/frame-layout.ts';
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
import { tellOfFrames } from './tell-of-frames.ts';
import { onlyPreview, previewEncoder, writePictures } from './write-pictures.ts';

const extensions = { jpeg: 'jpg', png: 'png', webp: 'webp' } as const;
const oneFrame = { frames: 1, durationS: 0, rotation: 0, audioTracks: 0 } as const;

/** A still image: the same face code on RGB, upright, written in its own format. */
export async function processImage(making: Making): Promise<MadeResult> {
  const { task, source, context } = making;
  const { scratch, signal } = context;
  const startedAt = performance.now();
  const image = await readImage(source, { ...task.limits, code: 'SOURCE_UNREADABLE', name: task.source.key });
  const { width, height, data: before, notes } = image;
  const decodedAt = performance.now();
  signal.throwIfAborted();

  const layout: FrameLayout = { width, height, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation: 0 };
  const made = outputLayout(layout, task.processors, task.limits);
  const memory = new SharedArrayBuffer(frameBytes(made));
  new Uint8Array(memory).set(before);
  const { faces, workedAt, ...seen } = await workOn(making, memory, layout);
  const after = Uint8Array.from(new Uint8Array(memory));

  const name = `image.${extensions[image.format]}`;
  const file = { name, file: path.join(scratch, name), contentType: `image/${image.format}` };
  const size = { width: made.width, height: made.height };
  const label = aiLabel(task);
  if (task.preview === undefined) await writeImage({ ...image, ...size, data: after }, file.file, label);
  const writtenAt = performance.now();
  const moment = { before: { width, height, data: before }, after: { ...size, data: after }, faces };
  const pictures = await writePictures([moment], scratch, label);
  return {
    ...(task.preview === undefined ? { file, ...pictures } : onlyPreview(pictures)),
    encoder: task.preview === undefined ? encoderOf(image) : previewEncoder,
    media: { ...size, ...oneFrame },
    ...tellOfFrames({ task, ...seen, ...secondsOf(startedAt, decodedAt, workedAt, writtenAt), notes }),
  };
}

/** One frame of a video before and after, and no video: what is decoded is what leads to it from a key frame. */
export async function processPreview(making: Making): Promise<MadeResult> {
  const { task, source, tools, context } = making;
  const { scratch, signal } = context;
  const startedAt = performance.now();
  const facts = await probeVideo(source, task.limits, wishedPiece(task));
  const threads = Math.max(1, availableParallelism() >> 1);
  const decodeSource = { path: source, facts, ffmpeg: tools.ffmpeg, limits: task.limits, threads, signal };
  const frame = await readOneFrame(decodeSource, (layout) => outputLayout(layout, task.processors, task.limits));
  const { memory, layout, madeLayout, timeS } = frame;
  const before = frameToRgb(Uint8Array.from(new Uint8Array(memory, 0, frameBytes(layout))), layout);
  const decodedAt = performance.now();
  const elsewhere = await facesElsewhere(making, decodeSource);
  const { faces: stored, workedAt, ...seen } = await workOn({ ...making, elsewhere }, memory, layout, timeS);

  const after = frameToRgb(new Uint8Array(memory, 0, frameBytes(madeLayout)), madeLayout);
  const faces = stored.map((box) => storedBoxToUpright(box, layout));
  const pictures = await writePictures([{ before, after, faces }], scratch, aiLabel(task));
  const told = `A preview: the frame at ${timeS.toFixed(3)} s, before and after. No video was made.`;
  const notes = [told, ...facts.notes, ...frame.notes];
  const piece = { fromS: timeS, toS: Math.max(timeS, facts.piece?.endS ?? timeS) };
  return {
    ...onlyPreview(pictures),
    encoder: previewEncoder,
    media: { ...uprightSize(madeLayout), ...oneFrame, piece },
    ...tellOfFrames({ task, ...seen, ...secondsOf(startedAt, decodedAt, workedAt, performance.now()), notes }),
  };
}

/** Works on the only frame there is, in place; what is left is to write it. @returns its faces that were changed */
async function workOn(making: Making, memory: SharedArrayBuffer, layout: FrameLayout, timeS?: number) {
  const { task, tools, context } = making;
  const { signal, onProgress } = context;
  onProgress({ phase: 'frames', framesTotal: 1, framesDone: 0 });
  const count = countFaces(task);
  const plan = needsTracks(task) ? await planImage(making, memory, layout, timeS) : undefined;
  const screening = openScreening(making.missingScreens, 1, 1);
  const outcome = await tools.pool.process(memory, layout, plan?.told, screening.wants(0));
  screening.add(outcome);
  count.add(outcome);
  const workedAt = performance.now();
  onProgress({ phase: 'frames', framesTotal: 1, framesDone: 1 });
  signal.throwIfAborted();
  onProgress(atPhase('writing'));
  return { faces: changedFaces(outcome), workedAt, count, plan, screening: screening.finish() };
}

const secondsOf = (startedAt: number, decodedAt: number, workedAt: number, endedAt: number) => ({
  decodeS: (decodedAt - startedAt) / 1000,
  encodeS: (endedAt - workedAt) / 1000,
  framesWallS: (endedAt - startedAt) / 1000,
});

const encoderOf = ({ format, lossless }: Pick<StillImage, 'format' | 'lossless'>): string =>
  lossless ? `${format}, lossless` : `${format}, quality 95`;
