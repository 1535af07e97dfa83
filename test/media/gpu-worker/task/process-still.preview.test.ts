import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../../../contract/identity.ts';
import { demoInputs } from '../../../helpers/media/demo-inputs.ts';
import { useClips } from '../../../helpers/video/make-clip.ts';
import { openRig, type Rig, type RigRequest } from '../../../helpers/workers/local-rig.ts';

const clips = useClips();
let rig: Rig;
let clip: Uint8Array;
let photo: Uint8Array;

beforeAll(async () => {
  const demo = await demoInputs();
  [clip, photo] = [await readFile(demo.clip), await readFile(demo.photo)];
  rig = await openRig();
});
afterAll(() => rig.close());

const run = (request: Partial<RigRequest>) => rig.run({ target: clip, photos: [photo], ...request });
const filesOf = async (report: Awaited<ReturnType<typeof run>>): Promise<string[]> => {
  const listed = await Array.fromAsync(rig.store.list(report.output.bucket, report.output.prefix));
  return listed.map(({ key }) => key.slice(report.output.prefix.length)).sort();
};

/** The demo's people, left to right, as `inspect` points at them. */
const left: Identity = { target: { timeS: 0.24, x: 266, y: 391 }, source: 'blur' };
const middle: Identity = { target: { timeS: 3.07, x: 658, y: 340 }, source: 'keep' };
const right: Identity = { target: { timeS: 3.64, x: 1036, y: 392 }, source: { person: 'alice' } };
const map = { identities: [left, middle, right] };

describe('a task for a preview', () => {
  test('makes one picture of the frame on the screen then, before and after, and no video', async () => {
    const report = await run({ options: { preview: 2.01 } });
    expect(report.error).toBeUndefined();
    expect(await filesOf(report)).toEqual(['preview.jpg', 'report.json']);
    const { result } = report;
    expect(result).toMatchObject({ file: 'preview.jpg', poster: 'preview.jpg', preview: 'preview.jpg' });
    expect(result?.media).toMatchObject({ width: 1280, height: 720, frames: 1, durationS: 0 });
    expect(result?.media.piece).toEqual({ fromS: expect.closeTo(2, 5), toS: expect.closeTo(2 + 1 / 30, 5) });
    expect(result?.faces).toMatchObject({ found: 3, changed: { swap: 3 } });
    expect(result?.notes[0]).toBe('A preview: the frame at 2.000 s, before and after. No video was made.');
    const { format, width = 0, height = 1 } = await sharp(await rig.output(report, 'preview.jpg')).metadata();
    expect(format).toBe('jpeg');
    expect(width / height).toBeGreaterThan(3);
  });

  test('of an image is all that is made of it', async () => {
    const target = await readFile(await clips.make('one.png', ['-i', (await demoInputs()).clip, '-frames:v', '1']));
    const report = await run({ target, key: 'images/input/u1/202504051423/one.png', options: { preview: 0 } });
    expect(await filesOf(report)).toEqual(['preview.jpg', 'report.json']);
    expect(report.result?.faces).toMatchObject({ found: 3, changed: { swap: 3 } });
  });

  test('follows a map that points at other times: who is there then is recognised', async () => {
    const report = await run({ ...map, options: { preview: 1.5 } });
    expect(report.error).toBeUndefined();
    expect(report.result?.identities).toMatchObject([
      { ...left, outcome: 'matched', tracks: 1, frames: 1 },
      { ...middle, outcome: 'matched', tracks: 1, frames: 1 },
      { ...right, outcome: 'matched', tracks: 1, frames: 1 },
    ]);
    expect(report.result?.faces).toMatchObject({ found: 3, changed: { swap: 1, blur: 1 }, skipped: { kept: 1 } });
  });

  test('beyond the end is refused with the length', async () => {
    const { error } = await run({ options: { preview: 75 } });
    expect(error).toMatchObject({
      code: 'PIECE_OUTSIDE',
      message: 'The source ends at 5.000 s; a preview at 75.000 s lies beyond its end.',
    });
  });
});

describe('a task for a piece, with a map', () => {
  test('finds whom it points at in the piece and outside it, by the times of the source', async () => {
    const report = await run({ ...map, options: { from: 3.5, frames: 6, encoderPreset: 'ultrafast' } });
    expect(report.error).toBeUndefined();
    expect(report.result?.identities?.map(({ outcome, frames }) => [outcome, frames])).toEqual([
      ['matched', 6],
      ['matched', 6],
      ['matched', 6],
    ]);
    expect(report.result?.faces).toMatchObject({ found: 18, changed: { swap: 6, blur: 6 }, skipped: { kept: 6 } });
  });

  test('takes a point behind the end of the source, or at nobody, for nobody', async () => {
    const nobody: Identity = { target: { timeS: 1, x: 5, y: 5 }, source: 'blur' };
    const never: Identity = { target: { timeS: 60, x: 266, y: 391 }, source: 'blur' };
    const report = await run({ identities: [left, nobody, never], options: { preview: 3 } });
    expect(report.result?.identities?.map(({ outcome }) => outcome)).toEqual([
      'matched',
      'matches nobody',
      'matches nobody',
    ]);
    expect(report.result?.faces).toMatchObject({ changed: { blur: 1 } });
  });

  test('counts from the left in its own first frame with faces', async () => {
    const report = await run({
      identities: [{ target: { index: 0 }, source: 'blur' }],
      options: { from: 2, frames: 3, encoderPreset: 'ultrafast' },
    });
    expect(report.result?.identities).toMatchObject([{ outcome: 'matched', frames: 3 }]);
    expect(report.result?.media).toMatchObject({ frames: 3 });
  });
});
