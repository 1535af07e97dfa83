import { expect, onTestFinished, test } from 'vitest';
import { openFramePool } from '../../../gpu-worker/pipeline/frame-pool.ts';
import { planVideo } from '../../../gpu-worker/pipeline/plan-video.ts';
import { probeVideo } from '../../../gpu-worker/video/container-probe.ts';
import { cpu } from '../../helpers/engine.ts';
import { useClips, x264 } from '../../helpers/make-clip.ts';
import { sampleTask } from '../../helpers/sample-task.ts';

const clips = useClips();
const children = (): number => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;

test('no decoder is left behind when the faces cannot be written down', async () => {
  const clip = await clips.make('clip.mp4', ['-f', 'lavfi', '-i', 'testsrc=s=320x240:d=2', ...x264]);
  const entry = new URL('../../fixtures/fake-frame-worker.ts', import.meta.url);
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
