import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { type ScreenName, writeBrightScreens } from '../../../helpers/models/screen-models.ts';
import { useClips, x264 } from '../../../helpers/video/make-clip.ts';
import { bytesOf, openRig, type Rig } from '../../../helpers/workers/local-rig.ts';

const options = { swapper: 'none', transcode: true, encoderPreset: 'ultrafast' } as const;

describe('content screening', () => {
  const clips = useClips();
  const rigs: Rig[] = [];
  afterAll(() => Promise.all(rigs.map((rig) => rig.close())));

  let dark: Uint8Array = new Uint8Array();
  /** 12 s, of which second 3 and 4 are white: two of twelve checked frames. */
  let flashing: Uint8Array = new Uint8Array();
  /** Only second 3 is white. */
  let flash: Uint8Array = new Uint8Array();
  beforeAll(async () => {
    const colour = (seconds: readonly number[], total: number): string[] => {
      const white = seconds.map((second) => `between(t\\,${second}\\,${second + 0.95})`).join('+');
      const draw = `drawbox=x=0:y=0:w=iw:h=ih:color=white:t=fill:enable='${white}'`;
      return ['-f', 'lavfi', '-i', `color=black:size=160x90:rate=10:duration=${total}`, '-vf', draw, ...x264];
    };
    dark = await bytesOf(await clips.make('dark.mp4', colour([99], 3)));
    flashing = await bytesOf(await clips.make('flashing.mp4', colour([3, 4], 12)));
    flash = await bytesOf(await clips.make('flash.mp4', colour([3], 12)));
  });

  async function rigWith(objecting: readonly ScreenName[] | undefined, screening?: 'require'): Promise<Rig> {
    const models = await temporaryFolder();
    if (objecting !== undefined) await writeBrightScreens(models, objecting);
    const rig = await openRig({ models, ...(screening === undefined ? {} : { screening }) });
    rigs.push(rig);
    return rig;
  }

  test('flags by two of three, one frame a second; more than a tenth refuses, before anything is published', async () => {
    const rig = await rigWith(['nsfw_1', 'nsfw_3']);
    const refused = await rig.run({ target: flashing, options });
    expect(refused).toMatchObject({ outcome: 'failed', error: { code: 'CONTENT_REFUSED', retryable: false } });
    expect(refused.error?.message).toMatch(/2 were flagged by at least 2 of 3/);
    expect(refused.error?.screening).toMatchObject({ outcome: 'refused', framesFlagged: 2 });
    const left = await Array.fromAsync(rig.store.list('output', refused.output.prefix));
    expect(left.map(({ key }) => path.basename(key))).toEqual(['report.json']);

    const passed = await rig.run({ target: flash, file: 'flash.mp4', options });
    expect(passed.result?.screening).toEqual({
      outcome: 'passed',
      framesChecked: 12,
      framesFlagged: 1,
      flaggedShare: 1 / 12,
    });
    expect(passed.result?.models.map(({ name }) => name)).toEqual(['nsfw_1', 'nsfw_2', 'nsfw_3']);
  });

  test('one of three is not enough', async () => {
    const rig = await rigWith(['nsfw_2']);
    const { result } = await rig.run({ target: flashing, options });
    expect(result?.screening).toMatchObject({ outcome: 'passed', framesChecked: 12, framesFlagged: 0 });
  });

  test('without the models nothing is screened, and the report says so', async () => {
    const rig = await rigWith(undefined);
    const { result } = await rig.run({ target: flashing, options });
    const missing = ['nsfw_1', 'nsfw_2', 'nsfw_3'];
    const none = { framesChecked: 0, framesFlagged: 0, flaggedShare: 0 };
    expect(result?.screening).toEqual({ outcome: 'not screened', missing, ...none });
  });

  test('a worker that has to screen refuses to work without them, by name', async () => {
    const rig = await rigWith(undefined, 'require');
    const report = await rig.run({ target: dark, options });
    expect(report.error).toMatchObject({ code: 'MODEL_NOT_FOUND', retryable: false });
    expect(report.error?.message).toMatch(/FACELINE_SCREENING=require.*nsfw_1, nsfw_2, nsfw_3/);
    const models = await temporaryFolder();
    await writeBrightScreens(models);
    await rm(path.join(models, 'nsfw_2.onnx'));
    const partly = await openRig({ models, screening: 'require' });
    rigs.push(partly);
    expect((await partly.run({ target: dark, options })).error?.message).toMatch(/lacks nsfw_2:/);
  });

  test('a picture is one frame', async () => {
    const rig = await rigWith(['nsfw_1', 'nsfw_2']);
    const white = await bytesOf(
      await clips.make('white.png', ['-f', 'lavfi', '-i', 'color=white:size=64x48', '-frames:v', '1']),
    );
    const key = 'images/input/u1/202504051423/white.png';
    expect((await rig.run({ target: white, key, options })).error?.code).toBe('CONTENT_REFUSED');
  });
});
