import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { transient } from '../../../../gpu-worker/errors.ts';
import type { ObjectStore } from '../../../../gpu-worker/ports.ts';
import { checkSource } from '../../../../gpu-worker/task/fetch-source.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';
import { testPicture, useClips, x264 } from '../../../helpers/video/make-clip.ts';

const clips = useClips();
let clip: Buffer;
beforeAll(async () => {
  const noise = ['-vf', 'noise=alls=60:allf=t', ...x264, '-crf', '1'];
  clip = await readFile(await clips.make('large.mp4', [...testPicture('640x360', 25), ...noise]));
});

const task = sampleTask();

/** A store that holds one object, and counts what is read of it. */
function storeOf(bytes: Uint8Array, failsFromRead = Number.POSITIVE_INFINITY) {
  const asked = { reads: 0, bytes: 0 };
  const store: Pick<ObjectStore, 'head' | 'read'> = {
    head: async () => ({ sizeBytes: bytes.length, etag: task.source.etag, metadata: {}, modifiedAt: new Date(0) }),
    async *read(_address, { range = { start: 0, end: bytes.length - 1 } } = {}) {
      asked.reads += 1;
      if (asked.reads >= failsFromRead) throw transient('STORE_UNAVAILABLE', 'The store was told to fail.');
      asked.bytes += range.end + 1 - range.start;
      yield bytes.subarray(range.start, range.end + 1);
    },
  };
  return { asked, check: () => checkSource(task, { store, signal: new AbortController().signal }) };
}

describe('a look at a source that is not fetched', () => {
  it('reads the header, wherever it lies, and little else', async () => {
    expect(clip.length).toBeGreaterThan(2_000_000);
    const { asked, check } = storeOf(clip);
    expect((await check()).sizeBytes).toBe(clip.length);
    expect(asked.bytes).toBeLessThan(1_000_000);
  });

  it('a store that fails meanwhile is a store that fails, not a damaged source', async () => {
    for (const read of [2, 3]) {
      await expect(storeOf(clip, read).check()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    }
  });

  it('a header in very many pieces is left to the probe of the whole file', async () => {
    const piece = Buffer.alloc(256 * 1024);
    piece.writeUInt32BE(piece.length, 0);
    piece.write('free', 4, 'latin1');
    const { asked, check } = storeOf(Buffer.concat([clip, ...Array.from({ length: 80 }, () => piece)]));
    expect((await check()).etag).toBe(task.source.etag);
    expect(asked.reads).toBeLessThan(70);
  });
});
