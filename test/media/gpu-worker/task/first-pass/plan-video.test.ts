import { expect, onTestFinished, test } from 'vitest';
import { openFramePool } from '../../../../../gpu-worker/frames/frame-pool.ts';
import { probeVideo } from '../../../../../gpu-worker/media/video/container/container-probe.ts';
import { planVideo } from '../../../../../gpu-worker/task/first-pass/plan-video.ts';
import { cpu } from '../../../../helpers/models/engine.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';
import { useClips, x264 } from '../../../../helpers/video/make-clip.ts';

const clips = useClips();
const children = (): number => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;

test('no decoder is left behind when the faces cannot be written down', async () => {
  const clip = await clips.make('clip.mp4', ['-f', 'lavfi', '-i', 'testsrc=s=320x240:d=2', ...x264]);
  const entry = new URL('../../../../fixtures/fake-frame-worker.ts', import.meta.url);
  const pool = openFramePool({ frameWorkers: 1, heapMb: 64, inference: cpu, entry });
  onTestFinished(() => pool.close());
  const task = sampleTask();
  const source = {
    path: clip,
    facts: await probeVideo(clip, task.limits),
    ffmpeg: clips.ffmpeg(),
    limits: task.limits,
  };
  const context = { scratch: clips.file('is-not-there'), signal: new AbortController().signal };
  const before = children();
  const planning = planVideo({ task, photos: new Map(), tools: { pool }, context }, source, () => undefined);
  await expect(planning).rejects.toThrow(/ENOENT/);
  expect(children()).toBe(before);
});

test('a rule with a time looks at the frame of that time, as the decoder gives it, whatever the container says', async () => {
  const clip = await clips.make('said.mp4', ['-f', 'lavfi', '-i', 'testsrc=s=320x240:r=10:d=1', ...x264]);
  const entry = new URL('../../../../fixtures/fake-frame-worker.ts', import.meta.url);
  const idle = openFramePool({ frameWorkers: 1, heapMb: 64, inference: cpu, entry });
  onTestFinished(() => idle.close());
  // Somebody at the left in the first half second, somebody at the right in the second one.
  let seen = 0;
  const analyse: typeof idle.analyse = async () => {
    const x1 = seen < 5 ? 20 : 220;
    seen += 1;
    const face = { box: { x1, y1: 50, x2: x1 + 60, y2: 130 }, score: 0.9, points: [] };
    return { faces: [face], histogram: [], timings: { detectMs: 0, inferenceMs: 0 } };
  };
  const task = {
    ...sampleTask(),
    identities: [{ target: { timeS: 0.2, x: 50, y: 90 }, source: 'blur' } as const],
  };
  const facts = await probeVideo(clip, task.limits);
  const source = {
    path: clip,
    facts: { ...facts, timestamps: facts.timestamps.map((time) => time + 5) },
    ffmpeg: clips.ffmpeg(),
    limits: task.limits,
  };
  const context = { scratch: clips.file(''), signal: new AbortController().signal };
  const making = { task, photos: new Map(), tools: { pool: { ...idle, analyse } }, context };
  const plan = await planVideo(making, source, () => undefined);
  expect(plan.identities).toMatchObject([{ outcome: 'matched', tracks: 1, frames: 5 }]);
  await plan.close();
});
