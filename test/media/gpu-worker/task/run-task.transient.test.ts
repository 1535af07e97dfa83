import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transient } from '../../../../gpu-worker/errors.ts';
import { demoInputs } from '../../../helpers/media/demo-inputs.ts';
import { storeWithoutFiles } from '../../../helpers/stores/store-without-files.ts';
import { useClips, x264 } from '../../../helpers/video/make-clip.ts';
import { openRig } from '../../../helpers/workers/local-rig.ts';

const clips = useClips();
let clip: Uint8Array;
let photo: Uint8Array;

beforeAll(async () => {
  const demo = await demoInputs();
  photo = await readFile(demo.photo);
  clip = await readFile(
    await clips.make('t.mp4', ['-i', demo.clip, '-an', '-vf', 'scale=640:360', '-frames:v', '6', ...x264, '-crf', '5']),
  );
});

/** A file system of 200 KB, or the reason why there is none. */
function smallDisk(): { folder: string; problem?: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'faceline-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', folder], { stdio: 'pipe' });
    return { folder };
  } catch (cause) {
    return {
      folder,
      problem: cause instanceof Error ? (cause.message.split('\n').at(-2) ?? cause.message) : String(cause),
    };
  }
}

const disk = smallDisk();
afterAll(() => {
  if (disk.problem === undefined) execFileSync('umount', [disk.folder]);
  rmSync(disk.folder, { recursive: true });
});

describe('what passes by itself is tried again', () => {
  it('a store that fails for a while: given back with backoff, then done', async () => {
    let failures = 3;
    const rig = await openRig({
      wrapStore: (store) => ({
        ...storeWithoutFiles(store),
        head(address) {
          failures -= 1;
          if (failures >= 0) throw transient('STORE_UNAVAILABLE', 'The store was told to fail.');
          return store.head(address);
        },
      }),
    });
    try {
      const report = await rig.run({ target: clip, photos: [photo] });
      expect(report.outcome).toBe('done');
      expect(report.attempts).toBeGreaterThan(1);
      expect(await rig.scratchLeft()).toEqual([]);
    } finally {
      await rig.close();
    }
  });

  it.skipIf(disk.problem !== undefined)(
    `scratch disk full: given back, a failed report after the last attempt, nothing left ${disk.problem ?? ''}`,
    async () => {
      const rig = await openRig({ scratch: disk.folder, worker: { retryBaseS: 0.05 }, wrapStore: storeWithoutFiles });
      try {
        const report = await rig.run({ target: clip, photos: [photo] });
        expect(report).toMatchObject({
          outcome: 'failed',
          attempts: 5,
          error: { code: 'SCRATCH_FULL', retryable: true },
        });
        // The source fits; the video beside it does not.
        expect(report.error?.message).toContain('No space is left for the encoded video');
        expect(await rig.scratchLeft()).toEqual([]);
      } finally {
        await rig.close();
      }
    },
  );
});
