import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../../../contract/identity.ts';
import { drawScene, photoOf } from '../../../helpers/faces/crowd-clip.ts';
import { sharedFile } from '../../../helpers/media/shared.ts';
import { useClips, x264 } from '../../../helpers/video/make-clip.ts';
import { openRig, type Rig } from '../../../helpers/workers/local-rig.ts';

const frames = 12;
const astronautPhoto = 'persons/cast/astronaut.png';
const bluePhoto = 'persons/cast/blue.png';
const greenPhoto = 'persons/cast/green.png';

describe('identity maps from upload to report', () => {
  const clips = useClips();
  let rig: Rig;
  let clip: Uint8Array;
  let image: Uint8Array;
  let files: Record<string, Uint8Array>;

  beforeAll(async () => {
    rig = await openRig({ models: sharedFile('models') });
    const drawn = await drawScene(clips, 'crowd.mp4', {
      frames,
      background: '0x808070',
      cast: [
        { actor: 'astronaut', path: (frame) => ({ x: 30 + frame, y: 30 }) },
        { actor: 'blue', path: (frame) => ({ x: 900 - frame, y: 200 }) },
      ],
    });
    clip = await readFile(drawn);
    image = await readFile(await clips.make('crowd.png', ['-i', drawn, '-frames:v', '1']));
    const photo = async (actor: 'astronaut' | 'blue' | 'green') =>
      readFile(await photoOf(clips, actor, `${actor}.png`));
    files = {
      [astronautPhoto]: await photo('astronaut'),
      [bluePhoto]: await photo('blue'),
      [greenPhoto]: await photo('green'),
      'persons/anna/1.png': await photo('blue'),
      'persons/bert/1.png': await photo('astronaut'),
    };
  });
  afterAll(() => rig.close());

  const run = (identities: readonly Identity[], more: object = {}) =>
    rig.run({ target: clip, files, identities, ...more });

  test('persons, blur and a photo that matches nobody: each is told of in the report', async () => {
    const report = await run([
      { target: { photo: astronautPhoto }, source: { person: 'anna' } },
      { target: { timeS: 0.1, x: 1055, y: 362 }, source: 'blur' },
      { target: { photo: greenPhoto }, source: { person: 'bert' } },
    ]);
    expect(report.error).toBeUndefined();
    expect(report.result?.identities).toMatchObject([
      { outcome: 'matched', tracks: 1, frames },
      { outcome: 'matched', tracks: 1, frames, source: 'blur' },
      { outcome: 'matches nobody', tracks: 0, frames: 0, note: expect.stringContaining(greenPhoto) },
    ]);
    expect(report.result?.faces).toMatchObject({ found: 2 * frames, changed: { swap: frames, blur: frames } });
    expect(report.result?.tracks).toEqual({ count: 2, interpolated: 0, cuts: 0 });
    expect(report.result?.persons.map(({ person }) => person)).toEqual(['anna', 'bert']);
    expect(report.result?.notes.join(' ')).toContain('Nobody in the video');
    expect(report.result?.timings.analysisS).toBeGreaterThan(0);
  });

  test('a person beside a map is for everybody else; kept faces are counted', async () => {
    const report = await run([{ target: { index: 1 }, source: 'keep' }], { person: 'anna' });
    expect(report.result?.faces).toMatchObject({ changed: { swap: frames }, skipped: { kept: frames } });
    expect(report.task?.identities).toEqual([
      { target: { index: 1 }, source: 'keep' },
      { target: 'all', source: { person: 'anna' } },
    ]);
  });

  test('faces that no identity names stay, and a map that only blurs needs no swapper', async () => {
    const report = await run([{ target: { photo: bluePhoto }, source: 'blur' }]);
    expect(report.result?.faces).toMatchObject({ skipped: { 'no-identity': frames } });
    expect(report.result?.faces.changed).toEqual({ blur: frames });
    expect(report.result?.models.map(({ role }) => role)).not.toContain('swapper');
  });

  test('rules that contradict each other are refused', async () => {
    const same = { target: { photo: astronautPhoto }, source: 'keep' } as const;
    const twice = await run([same, { ...same, source: 'blur' }]);
    expect(twice.error).toMatchObject({
      code: 'TASK_INVALID',
      message: expect.stringContaining('both for the face in'),
    });
    const pointed = await run([
      { target: { index: 0 }, source: 'keep' },
      { target: { photo: astronautPhoto }, source: 'blur' },
    ]);
    expect(pointed.error).toMatchObject({ code: 'TASK_INVALID', message: expect.stringContaining('overlap') });
  });

  test('a map that is for nobody in the source fails, and so does a photo without a face', async () => {
    const nobody = await run([{ target: { photo: greenPhoto }, source: 'keep' }]);
    expect(nobody.error).toMatchObject({ code: 'IDENTITY_UNMATCHED', message: expect.stringContaining('cosine') });
    const grey = await readFile(
      await clips.make('grey.png', ['-f', 'lavfi', '-i', 'color=gray:s=200x200', '-frames:v', '1']),
    );
    const faceless = await rig.run({
      target: clip,
      files: { 'persons/cast/grey.png': grey },
      identities: [{ target: { photo: 'persons/cast/grey.png' }, source: 'keep' }],
    });
    expect(faceless.error).toMatchObject({ code: 'PHOTO_NO_FACE', message: expect.stringContaining('grey.png') });
    const missing = await run([{ target: { photo: 'persons/cast/none.png' }, source: 'keep' }]);
    expect(missing.error).toMatchObject({ code: 'PERSON_UNKNOWN', message: expect.stringContaining('none.png') });
  });

  test('a still image takes a map as well', async () => {
    const report = await rig.run({
      target: image,
      key: 'images/input/u1/202504051423/crowd.png',
      files,
      identities: [
        { target: { index: 0 }, source: { person: 'anna' } },
        { target: { photo: bluePhoto }, source: 'blur' },
      ],
    });
    expect(report.error).toBeUndefined();
    expect(report.result?.faces).toMatchObject({ found: 2, changed: { swap: 1, blur: 1 } });
    expect(report.result?.identities?.map(({ outcome }) => outcome)).toEqual(['matched', 'matched']);
  });

  test('a phone’s turned video: faces count from the left, and points lie, as a player shows it', async () => {
    const lying = await clips.make('lying.mp4', ['-i', clips.file('crowd.mp4'), '-vf', 'transpose=2', ...x264]);
    const turned = await clips
      .make('turned.mp4', ['-display_rotation', '-90', '-i', lying, '-c', 'copy'])
      .catch(() => clips.make('turned.mp4', ['-i', lying, '-c', 'copy', '-metadata:s:v:0', 'rotate=270']));
    const report = await rig.run({
      target: await readFile(turned),
      files,
      identities: [
        { target: { index: 0 }, source: 'keep' },
        { target: { timeS: 0, x: 1055, y: 362 }, source: 'blur' },
        { target: { photo: astronautPhoto }, source: 'keep' },
      ],
    });
    expect(report.error).toBeUndefined();
    // The astronaut is on the left: the photo agrees with the index, and so is left without a track of its own.
    expect(report.result?.identities?.map(({ outcome, tracks }) => [outcome, tracks])).toEqual([
      ['matched', 1],
      ['matched', 1],
      ['matches nobody', 0],
    ]);
    expect(report.result?.identities?.[2]?.note).toContain('nearer to another identity');
    expect(report.result?.media.rotation).not.toBe(0);
  });

  test('tracks with one person for all: every face, no embedding needed of them', async () => {
    const report = await rig.run({
      target: clip,
      files,
      identities: [],
      person: 'anna',
      options: { tracks: true, smoothing: 2 },
    });
    expect(report.result?.faces).toMatchObject({ found: 2 * frames, changed: { swap: 2 * frames } });
    expect(report.result?.tracks).toEqual({ count: 2, interpolated: 0, cuts: 0 });
    expect(report.result?.identities).toBeUndefined();
  });
});
