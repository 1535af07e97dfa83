import { expect, test } from 'vitest';
import { runOnce } from '../../bin/commands/bench/run-once.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { useClips, x264 } from '../helpers/video/make-clip.ts';
import { demoModelsFolder } from '../helpers/workers/local-rig.ts';

const clips = useClips();

test('memory does not grow with length: a 3-minute clip against a 10-second one', async () => {
  const demo = await demoInputs();
  const peakMb = async (seconds: number): Promise<number> => {
    const target = await clips.make(`${seconds}s.mp4`, [
      ...['-stream_loop', '-1', '-i', demo.clip, '-t', String(seconds), '-vf', 'scale=640:360'],
      ...[...x264, '-c:a', 'aac'],
    ]);
    const run = await runOnce({
      target,
      source: [demo.photo],
      models: demoModelsFolder,
      out: clips.file(`${seconds}s`),
    });
    console.info(
      `${seconds} s: ${run.frames} frames, ${run.framesPerS.toFixed(1)} frames/s, peak ${run.peakRssMb?.toFixed(0)} MiB`,
    );
    if (run.peakRssMb === undefined) throw new Error('Peak memory is not known on this system; run it on Linux.');
    return run.peakRssMb;
  };
  const [short, long] = [await peakMb(10), await peakMb(180)];
  expect(long / short).toBeLessThan(1.1);
  expect(long / short).toBeGreaterThan(0.9);
});
