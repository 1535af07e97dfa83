import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../contract/limits.ts';
import { audioDifference } from '../../gpu-worker/media/video/container/container-audio.ts';
import { probeVideo } from '../../gpu-worker/media/video/container/container-probe.ts';
import { printedReport, runFaceline } from '../helpers/cli/run-faceline.ts';
import { temporaryFolder } from '../helpers/files/temporary-folder.ts';
import { demoInputs } from '../helpers/media/demo-inputs.ts';
import { goldenClips } from '../helpers/media/golden.ts';
import { sharedFile, testWithFiles } from '../helpers/media/shared.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Every frame under its own time, and the sound's packets as they were. */
async function expectWhole(source: string, made: string): Promise<void> {
  const [wanted, found] = [await probeVideo(source, defaultLimits), await probeVideo(made, defaultLimits)];
  expect(found.timestamps).toHaveLength(150);
  expect([...found.timestamps]).toEqual([...wanted.timestamps]);
  expect(found.audio).toHaveLength(1);
  expect(await audioDifference(source, made, wanted.startS)).toBeUndefined();
}

test('npm start without a video: the doctor, then the demo with its own clip, photo and models', async () => {
  const { clip } = await demoInputs();
  const out = path.join(await temporaryFolder(), 'out');
  // npm tells which scripts it runs, however quiet the npm is that runs these tests.
  const env = { ...process.env, FACELINE_MODELS: undefined, npm_config_loglevel: 'notice' };
  const { stdout, stderr } = await promisify(execFile)('npm', ['start', '--', '--out', out], { cwd: root, env });
  expect(stdout).toMatch(/> node bin\/doctor\.ts\n.*> node bin\/faceline\.cjs local/s);
  expect(stderr).toContain('The demo: a drawn clip, a drawn photo and demo models');
  expect(stderr).toMatch(/150\/150 frames/);
  expect((await readdir(out)).sort()).toEqual(['poster.jpg', 'preview.jpg', 'report.json', 'video.mp4']);
  const report: unknown = JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'));
  const demo = { licence: 'demo', note: expect.stringContaining('not a trained face-swap network') };
  const faces = { framesWithFaces: 150, changed: { swap: 450 }, skipped: {} };
  const models = ['yunet_2023_mar', 'arcface_w600k_r50', 'inswapper_128'];
  expect(report).toMatchObject({
    outcome: 'done',
    result: { faces, models: models.map((name) => expect.objectContaining({ name, ...demo })) },
  });
  await expectWhole(clip, path.join(out, 'video.mp4'));
});

for (const [clip, leastFaces, needs] of [
  ['d', 150, []],
  ['c', 250, [goldenClips.c.file]],
] as const) {
  testWithFiles(needs, `clip ${clip} with real faces: 150 of 150 frames, the sound as it was`, async () => {
    const out = await temporaryFolder();
    const target = sharedFile(goldenClips[clip].file);
    const args = ['--target', target, '--source', sharedFile('photos/source_astronaut.jpg')];
    const more = ['--models', sharedFile('models'), '--encoder-preset', 'ultrafast', '--out', out];
    const run = await runFaceline(['local', '--json', ...args, ...more]);
    const { result } = printedReport(run);
    const name = `${path.basename(target, '.mp4')}.swapped.mp4`;
    expect(result?.file).toBe(name);
    expect(result?.media).toMatchObject({ frames: 150, audioTracks: 1 });
    expect(result?.faces.framesWithFaces).toBeGreaterThan(140);
    expect(result?.faces.changed.swap).toBeGreaterThanOrEqual(leastFaces);
    await expectWhole(target, path.join(out, name));
  });
}
