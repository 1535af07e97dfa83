import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { testPicture, useClips, x264 } from '../../../helpers/video/make-clip.ts';
import { oddFfmpeg } from '../../../helpers/video/odd-ffmpeg.ts';
import { openRig } from '../../../helpers/workers/local-rig.ts';

const clips = useClips();
const options = { swapper: 'none', transcode: true, encoderPreset: 'ultrafast' } as const;

/** Asks the encoder for pictures of another size. */
const shrinks = `for arg; do shift
  [ "$arg" = -preset ] && set -- "$@" -s 80x44
  set -- "$@" "$arg"
done`;

it('a finished video that is not what was promised ends in a failed report, and nothing of it is published', async () => {
  const rig = await openRig({ wrapFfmpeg: (ffmpeg) => oddFfmpeg(ffmpeg, shrinks) });
  try {
    const target = await readFile(await clips.make('small.mp4', [...testPicture('160x90', 5), ...x264]));
    const report = await rig.run({ target, options });
    expect(report).toMatchObject({ outcome: 'failed', attempts: 1, error: { code: 'OUTPUT_CONTRACT' } });
    expect(report.error?.message).toMatch(/width: expected 160, found 80/);
    const left = await Array.fromAsync(rig.store.list('output', report.output.prefix));
    expect(left.map(({ key }) => path.basename(key))).toEqual(['report.json']);
  } finally {
    await rig.close();
  }
});
