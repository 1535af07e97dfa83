import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { TaskQueue } from '../../gpu-worker/ports.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { buildHeavySwapper } from '../helpers/models/heavy-swapper.ts';
import { useClips, x264 } from '../helpers/video/make-clip.ts';
import { demoModelsFolder, openRig } from '../helpers/workers/local-rig.ts';

const clips = useClips();
const heartbeatS = 0.1;

test('heartbeats stay punctual under a swapper of 25 GFLOP a face', async () => {
  const models = await mkdtemp(path.join(tmpdir(), 'faceline-heavy-'));
  await cp(demoModelsFolder, models, { recursive: true });
  await writeFile(path.join(models, 'inswapper_128.onnx'), buildHeavySwapper());
  await rm(path.join(models, 'inswapper_128.hash'));
  const beats: number[] = [];
  const rig = await openRig({
    models,
    worker: { visibilityS: 600, heartbeatS },
    wrapQueue: (queue): TaskQueue => ({
      send: (...given) => queue.send(...given),
      receive: (...given) => queue.receive(...given),
      // The message is hidden long enough: a slow disk is not what is measured.
      async extend() {
        beats.push(performance.now());
      },
      delete: (message) => queue.delete(message),
      giveBack: (...given) => queue.giveBack(...given),
      postpone: (...given) => queue.postpone(...given),
      depth: () => queue.depth(),
    }),
  });
  try {
    const demo = await demoInputs();
    const clip = await clips.make('heavy.mp4', [
      '-i',
      demo.clip,
      '-an',
      '-vf',
      'scale=640:360',
      '-frames:v',
      '6',
      ...x264,
    ]);
    const report = await rig.run({ target: await readFile(clip), photos: [await readFile(demo.photo)] });
    expect(report).toMatchObject({ outcome: 'done', attempts: 1 });
    const { steps, inferenceShare = 0, framesWallS = 0 } = report.result?.timings ?? {};
    const busyMs = inferenceShare * framesWallS * 1000;
    const gaps = beats.slice(1).map((at, index) => at - (beats[index] ?? at));
    const longestMs = Math.max(...gaps);
    console.info(
      `${report.result?.faces.changed.swap} heavy swaps in ${steps?.swap?.toFixed(1)} s of two workers, each ${busyMs.toFixed(0)} ms ` +
        `in its models; ${beats.length} heartbeats, asked every ${heartbeatS * 1000} ms, longest gap ${longestMs.toFixed(0)} ms`,
    );
    // Whatever the machine: if models kept heartbeats waiting, none would come while they run.
    expect(beats.length).toBeGreaterThan(3);
    expect(longestMs).toBeLessThan(busyMs / 2);
  } finally {
    await rig.close();
    await rm(models, { recursive: true });
  }
});
