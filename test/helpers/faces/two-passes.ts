import { readFile } from 'node:fs/promises';
import type { FaceTask } from '../../../contract/face-task.ts';
import type { ToldFace } from '../../../gpu-worker/faces/face-stages.ts';
import type { FrameOutcome } from '../../../gpu-worker/frames/frame-engine-types.ts';
import { type FramePool, openFramePool } from '../../../gpu-worker/frames/frame-pool.ts';
import { processSegment } from '../../../gpu-worker/frames/stream-frames.ts';
import { readImage } from '../../../gpu-worker/media/image/read-image.ts';
import { openDecoder } from '../../../gpu-worker/media/video/codec/codec-decode.ts';
import { probeVideo } from '../../../gpu-worker/media/video/container/container-probe.ts';
import type { FrameLayout } from '../../../gpu-worker/pixels/frame-layout.ts';
import { planVideo, toldPool, type VideoPlan } from '../../../gpu-worker/task/first-pass/plan-video.ts';
import { recipeFor } from '../../../gpu-worker/task/gather-people.ts';
import { cpu, sharedModels, taskWith } from '../models/engine.ts';
import { sampleTask } from '../tasks/sample-task.ts';
import type { ClipRoom } from '../video/make-clip.ts';

export interface PassedFrame {
  readonly index: number;
  readonly layout: FrameLayout;
  /** As decoded, and as the encoder would get it. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly told: readonly ToldFace[];
  readonly outcome: FrameOutcome;
}

export interface TwoPasses {
  readonly pool: FramePool;
  embed(photo: string): Promise<Float32Array>;
  /** Both passes over a clip, without an encoder. */
  run(
    clip: string,
    wish: Pick<FaceTask, 'identities'> & Partial<Pick<FaceTask, 'analysis'>>,
    people: {
      readonly persons?: ReadonlyMap<string, Float32Array>;
      readonly photos?: ReadonlyMap<string, Float32Array>;
    },
    look: (frame: PassedFrame) => void | Promise<void>,
  ): Promise<Omit<VideoPlan, 'next' | 'close'>>;
  close(): Promise<void>;
}

/** The two passes of the pipeline with the shared models; every frame that would be encoded can be looked at. */
export async function openTwoPasses(clips: ClipRoom): Promise<TwoPasses> {
  const pool = openFramePool({ frameWorkers: 2, heapMb: 256, inference: cpu });
  await pool.prepare(await sharedModels());
  const plain = sampleTask();
  return {
    pool,
    async embed(photo) {
      const { limits } = plain;
      const image = await readImage(await readFile(photo), { ...limits, code: 'PHOTO_UNREADABLE', name: photo });
      return (await pool.embedPhoto(image, taskWith().analysis)).embedding;
    },
    async run(clip, wish, { persons = new Map(), photos = new Map() }, look) {
      const task: FaceTask = { ...plain, ...wish };
      const { signal } = new AbortController();
      const facts = await probeVideo(clip, task.limits);
      const source = { path: clip, facts, ffmpeg: clips.ffmpeg(), limits: task.limits, threads: 2, signal };
      await pool.follow(recipeFor(task, { persons, pictures: new Map(), photos, reports: [] }));
      const making = { task, photos, tools: { pool }, context: { scratch: clips.file(''), signal } };
      const plan = await planVideo(making, source, () => undefined);
      const decoder = await openDecoder(source);
      const told: (readonly ToldFace[])[] = [];
      const before = new Map<number, Uint8Array>();
      const seen: PassedFrame[] = [];
      const remembering = {
        async next() {
          const faces = await plan.next();
          told.push(faces);
          return faces;
        },
      };
      try {
        await processSegment({
          reader: decoder,
          writer: {
            async write() {
              for (const frame of seen.splice(0)) await look(frame);
            },
          },
          pool: toldPool(pool, remembering, { wants: () => false }),
          layout: decoder.layout,
          signal,
          observer: {
            decoded: (index, frame) => void before.set(index, Uint8Array.from(frame)),
            finished(index, frame, outcome) {
              const original = before.get(index) ?? new Uint8Array();
              before.delete(index);
              const { layout } = decoder;
              const after = Uint8Array.from(frame);
              seen.push({ index, layout, before: original, after, told: told[index] ?? [], outcome });
            },
          },
        });
      } finally {
        await Promise.all([decoder.close(), plan.close()]);
      }
      return plan;
    },
    close: () => pool.close(),
  };
}
