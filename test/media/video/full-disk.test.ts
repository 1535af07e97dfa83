import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testPicture, useClips, x264 } from '../../helpers/make-clip.ts';

const clips = useClips();
const script = path.resolve(import.meta.dirname, '../../fixtures/little-room.ts');

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
