import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { muxVideo } from '../../../../../../gpu-worker/media/video/container/container-mux.ts';
import { probeVideo } from '../../../../../../gpu-worker/media/video/container/container-probe.ts';
import { testPicture, useClips, x264 } from '../../../../../helpers/video/make-clip.ts';
import { pictureLimits } from '../../../../../helpers/video/round-trip.ts';

const clips = useClips();
const script = path.resolve(import.meta.dirname, '../../../../../fixtures/little-room.ts');

test.skipIf(platform() === 'win32')(
  'a write that is cut short by a full disk is an error, not a short file',
  async () => {
    await mkdir(clips.file('in'));
    const { size } = await stat(await clips.make('in/clip.mp4', [...testPicture('320x180', 25), ...x264]));
    const limited = ['-c', `ulimit -f ${Math.floor(size / 1024)} && exec "$0" "$@"`];
    const { stdout } = await promisify(execFile)('sh', [...limited, process.execPath, script, clips.file('')]);
    expect(stdout).toBe('fetch: EFBIG\nmux: EFBIG\n');
  },
);

test.skipIf(platform() !== 'linux')(
  'a finished video for which there is no space is worth another attempt',
  async () => {
    const clip = await clips.make('small.mp4', [...testPicture('64x64', 5), ...x264]);
    const facts = await probeVideo(clip, pictureLimits);
    // Every write to it finds no space, without a disk that is full.
    const paths = { encodedPath: clip, sourcePath: clip, outPath: '/dev/full' };
    const muxing = muxVideo({ ...paths, facts, timestamps: facts.timestamps });
    await expect(muxing).rejects.toMatchObject({ code: 'SCRATCH_FULL', retryable: true });
  },
);
