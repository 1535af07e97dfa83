import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTrackedFrames, writeTrackedFrames } from '../../../../../gpu-worker/task/first-pass/tracked-frames.ts';
import type { TrackedFrame } from '../../../../../gpu-worker/tracks/track-types.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'faceline-tracked-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('frames come back in order and bit for bit, with and without 68 landmarks', async () => {
  const point = { x: 1 / 3, y: Math.PI * 1e3 };
  const box = { x1: 0.1, y1: 0.2, x2: 100 / 7, y2: 5e-17 };
  const face = { trackId: 3, interpolated: false, box, score: 0.1 + 0.2, points: [point, point] };
  const frames: TrackedFrame[] = [
    { frame: 0, faces: [] },
    { frame: 1, faces: [face, { ...face, trackId: 4, interpolated: true, points68: [point] }] },
    { frame: 2, faces: [face] },
  ];
  const file = path.join(folder, 'frames.jsonl');
  const writer = await writeTrackedFrames(file);
  await writer.write(frames.slice(0, 2));
  await writer.write([]);
  await writer.write(frames.slice(2));
  await writer.close();
  expect(await Array.fromAsync(readTrackedFrames(file))).toEqual(frames);
});

test('a line that is no tracked frame is a defect, and says so', async () => {
  const file = path.join(folder, 'odd.jsonl');
  await writeFile(file, '{"frame":0,"faces":[{}]}\n');
  await expect(Array.fromAsync(readTrackedFrames(file))).rejects.toMatchObject({ code: 'INTERNAL' });
});
