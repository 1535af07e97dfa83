import path from 'node:path';
import { readImage, type StillImage } from '../media/image/read-image.ts';
import { writeImage } from '../media/image/write-image.ts';
import { atPhase } from '../phases.ts';
import { type FrameLayout, frameBytes } from '../pixels/frame-layout.ts';
import { openScreening } from '../screening/screening.ts';
import { aiLabel } from './ai-label.ts';
import { countFaces } from './count-faces.ts';
import { needsTracks } from './first-pass/needs-tracks.ts';
import { planImage } from './first-pass/plan-image.ts';
import type { MadeResult, Making } from './made-result.ts';
import { outputLayout } from './output-layout.ts';
import { changedFaces } from './pick-moments.ts';
import { stepNotes } from './step-notes.ts';
import { onlyPreview, previewEncoder, writePictures } from './write-pictures.ts';

const extensions = { jpeg: 'jpg', png: 'png', webp: 'webp' } as const;

/** A still image: the same face code on RGB, upright, written in its own format. */
export async function processImage(making: Making): Promise<MadeResult> {
  const { task, source, tools, context } = making;
  const { scratch, signal, onProgress } = context;
  const startedAt = performance.now();
  const image = await readImage(source, { ...task.limits, code: 'SOURCE_UNREADABLE', name: task.source.key });
  const { width, height, data: before } = image;
  const decodedAt = performance.now();
  signal.throwIfAborted();

  const layout: FrameLayout = { width, height, pixels: 'rgb24', matrix: 'bt601', fullRange: true, rotation: 0 };
  const made = outputLayout(layout, task.processors, task.limits);
  const memory = new SharedArrayBuffer(frameBytes(made));
  new Uint8Array(memory).set(before);
  onProgress({ phase: 'frames', framesTotal: 1, framesDone: 0 });
  const count = countFaces(task);
  const plan = needsTracks(task) ? await planImage(making, memory, layout) : undefined;
  const screening = openScreening(making.missingScreens, 1, 1);
  const outcome = await tools.pool.process(memory, layout, plan?.told, screening.wants(0));
  screening.add(outcome);
  count.add(outcome);
  const after = Uint8Array.from(new Uint8Array(memory));
  const processedAt = performance.now();
  onProgress({ phase: 'frames', framesTotal: 1, framesDone: 1 });
  signal.throwIfAborted();

  onProgress(atPhase('writing'));
  const extension = extensions[image.format];
  const name = `image.${extension}`;
  const written = { name, file: path.join(scratch, name), contentType: `image/${image.format}` };
  const size = { width: made.width, height: made.height };
  const label = aiLabel(task);
  if (task.preview === undefined) await writeImage({ ...image, ...size, data: after }, written.file, label);
  const writtenAt = performance.now();
  const faces = changedFaces(outcome);
  const moment = { before: { width, height, data: before }, after: { ...size, data: after }, faces };
  const pictures = await writePictures([moment], scratch, label);

  const { inferenceS, ...stages } = count.seconds();
  const framesWallS = (writtenAt - startedAt) / 1000;
  return {
    ...(task.preview === undefined ? { file: written, ...pictures } : onlyPreview(pictures)),
    encoder: task.preview === undefined ? encoderOf(image) : previewEncoder,
    media: { ...size, frames: 1, durationS: 0, rotation: 0, audioTracks: 0 },
    faces: count.faces(),
    ...(plan?.identities === undefined ? {} : { identities: plan.identities }),
    screening: screening.finish(),
    timings: {
      ...stages,
      detectS: stages.detectS + (plan?.detectS ?? 0),
      decodeS: (decodedAt - startedAt) / 1000,
      encodeS: (writtenAt - processedAt) / 1000,
      framesWallS,
      inferenceShare: (inferenceS + (plan?.inferenceS ?? 0)) / framesWallS,
    },
    notes: [...image.notes, ...(plan?.notes ?? []), ...stepNotes(task, count)],
  };
}

const encoderOf = ({ format, lossless }: Pick<StillImage, 'format' | 'lossless'>): string =>
  lossless ? `${format}, lossless` : `${format}, quality 95`;
