import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { pictureFlags } from '../../../../../bin/commands/asked/picture-flags.ts';
import { submitCommand } from '../../../../../bin/commands/aws/submit-command.ts';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import { localCommand } from '../../../../../bin/commands/local/local-command.ts';
import { taskOptionsSchema } from '../../../../../contract/options/options.ts';
import { parseUploadMetadata, type UploadWish } from '../../../../../contract/upload-metadata.ts';
import { fakeStage } from '../../../../helpers/aws/fake-stage.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

/** A folder with a clip, photos and maps, and a stage that takes whatever is put into its bucket. */
async function stageAndFiles(maps: Readonly<Record<string, unknown>> = {}) {
  const before = process.cwd();
  const folder = await temporaryFolder();
  process.chdir(folder);
  const said: string[] = [];
  const writing = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  onTestFinished(() => {
    writing.mockRestore();
    process.chdir(before);
  });
  for (const name of ['clip.mp4', 'clip.jpg', 'me.jpg', 'anna 2.JPG', 'bert.png']) await writeFile(name, name);
  for (const [name, map] of Object.entries(maps)) await writeFile(name, JSON.stringify(map));
  const stage = await fakeStage(({ call }) => {
    if (!call.includes('notification')) return { status: 200, headers: { etag: '"e"' } };
    return { status: 200, body: '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>' };
  });
  const put = () => stage.seen.filter(({ method }) => method === 'PUT');
  return {
    submit: (...args: string[]) => submitCommand().parseAsync(args, { from: 'user' }),
    stage,
    said: () => said.join(''),
    /** Keys in the input bucket, in the order they were put there. */
    keys: () => put().map(({ url }) => decodeURIComponent(url).replace(/^\/input\/|\?.*$/g, '')),
    /** What intake will read of the upload, which comes last. */
    wish(): UploadWish {
      const headers = Object.entries(put().at(-1)?.headers ?? {});
      const metadata = headers.flatMap(([name, value]) =>
        name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)]] : [],
      );
      const parsed = parseUploadMetadata(Object.fromEntries(metadata));
      if (!parsed.ok) throw new Error(parsed.problem);
      return parsed.value;
    },
  };
}

const clip = ['--target', 'clip.mp4', '--user', 'u1'];
const clipKey = expect.stringMatching(/^videos\/input\/u1\/\d{12}\/clip\.mp4$/);

describe('the words', () => {
  const flagOf = (command: ReturnType<typeof submitCommand> | ReturnType<typeof localCommand>, flag: string) =>
    command.options.find(({ long }) => long === flag);

  test('every picture flag of local is one of submit, said in the same words', () => {
    expect(pictureFlags.length).toBeGreaterThan(38);
    for (const { long } of pictureFlags) {
      const [here, there] = [flagOf(localCommand(), long ?? ''), flagOf(submitCommand(), long ?? '')];
      expect(there?.description, long).toBe(here?.description);
      expect(there?.flags, long).toBe(here?.flags);
      expect(submitCommand().helpInformation()).toContain(long);
    }
  });

  test('every option of a task is such a flag: nothing needs JSON on the command line', () => {
    const names = pictureFlags.map((flag) => flag.attributeName());
    expect(names.toSorted()).toEqual(Object.keys(taskOptionsSchema.shape).toSorted());
  });

  test.each(['--photo', '--identities', '--options'])('%s is gone', (flag) => {
    expect(flagOf(submitCommand(), flag)).toBeUndefined();
  });
});

describe('who comes into the faces', () => {
  test('photos go before the clip, to a person named after them, which is told first', async () => {
    const { submit, keys, wish, said } = await stageAndFiles();
    await submit(...clip, '--source', 'me.jpg', 'anna 2.JPG');
    const { person = '' } = wish();
    expect(person).toMatch(/^me-[0-9a-f]{10}$/);
    expect(keys()).toEqual([`persons/${person}/1-me.jpg`, `persons/${person}/2-anna-2.jpg`, clipKey]);
    expect(said()).toMatch(`To persons/${person}/: me.jpg, anna 2.JPG\n`);
  });

  test('the same photos are the same person another time, and others are not', async () => {
    const { submit, wish } = await stageAndFiles();
    const personOf = async (...photos: string[]) => {
      await submit(...clip, '--source', ...photos);
      return wish().person;
    };
    const person = await personOf('me.jpg');
    expect(await personOf('me.jpg')).toBe(person);
    await writeFile('me.jpg', 'somebody else');
    expect(await personOf('me.jpg')).not.toBe(person);
  });

  test('--person names whose photos they are, or somebody who is there already', async () => {
    const { submit, keys, wish, stage } = await stageAndFiles();
    await submit(...clip, '--source', 'me.jpg', '--person', 'Zoë');
    expect(keys()).toEqual(['persons/Zoë/1-me.jpg', clipKey]);
    expect(wish()).toEqual({ person: 'Zoë' });
    stage.seen.length = 0;
    await submit(...clip, '--person', 'anna', '--json');
    expect(keys()).toEqual([clipKey]);
    expect(wish()).toEqual({ person: 'anna' });
    expect(JSON.parse(stage.printed().split('\n').at(-2) ?? '')).toMatchObject({ key: clipKey, photos: [] });
  });

  test('a photo beside the clip is not sent away unasked', async () => {
    const { submit, stage } = await stageAndFiles();
    await expect(submit(...clip)).rejects.toThrow(
      /^Nothing says .* clip\.mp4\. --source <photo…> or --person <name> puts/,
    );
    expect(stage.calls()).toEqual([]);
  });

  test('a map is the file that local reads; its photos become persons and targets, and it may name persons', async () => {
    const { submit, keys, wish, said } = await stageAndFiles({
      'map.json': [
        { target: { index: 0 }, source: { photos: ['me.jpg'] } },
        { target: { photo: 'bert.png' }, source: { person: 'anna' } },
        { target: 'all', source: 'blur' },
      ],
    });
    await submit(...clip, '--map', 'map.json');
    const [me = '', target = ''] = keys();
    expect(me).toMatch(/^persons\/me-[0-9a-f]{10}\/1-me\.jpg$/);
    expect(target).toMatch(/^persons\/t\/[0-9a-f]{10}\.png$/);
    expect(keys()).toEqual([me, target, clipKey]);
    expect(wish()).toEqual({
      identities: [
        { target: { index: 0 }, source: { person: me.split('/')[1] } },
        { target: { photo: target }, source: { person: 'anna' } },
        { target: 'all', source: 'blur' },
      ],
    });
    expect(said()).toContain('To persons/t/: bert.png\n');
  });
});

describe('what is done', () => {
  test('flags go before the preset of a file', async () => {
    const { submit, wish } = await stageAndFiles({ 'mine.json': { enhancer: 'codeformer', enhancerBlend: 30 } });
    const flags = ['--enhancer-blend', '60', '--masks', 'box', 'occlusion', '--from', '1:02', '--crf', '20'];
    await submit(...clip, '--person', 'anna', '--preset', 'mine.json', ...flags);
    const options = { enhancer: 'codeformer', enhancerBlend: 60, masks: ['box', 'occlusion'], from: 62, crf: 20 };
    expect(wish()).toEqual({ person: 'anna', options });
  });

  test('where nobody is named and another step is asked for, nobody is swapped', async () => {
    const { submit, wish, said } = await stageAndFiles();
    await submit(...clip, '--enhancer', 'gfpgan_1.4');
    expect(wish()).toEqual({ options: { enhancer: 'gfpgan_1.4', swapper: 'none' } });
    expect(said()).not.toContain('no effect');
  });

  test('what has no effect is said, and photos of somebody whom nobody becomes stay here', async () => {
    const { submit, keys, wish, said } = await stageAndFiles();
    const idle = ['--source', 'me.jpg', '--person', 'anna', '--pixel-boost', '256'];
    await submit(...clip, '--preset', 'restore', ...idle);
    for (const flag of ['--source', '--person', '--pixel-boost']) {
      expect(said()).toContain(`${flag} has no effect: nobody is swapped.\n`);
    }
    expect(keys()).toEqual([clipKey]);
    expect(wish()).toEqual({ preset: 'restore', options: { pixelBoost: 256 } });
  });

  test('names of results are those of local, and a name that is taken is refused before the upload', async () => {
    const { submit, stage } = await stageAndFiles();
    await mkdir('out');
    await writeFile(path.join('out', 'clip.restored.mp4'), 'mine');
    const refused = submit(...clip, '--enhancer', 'gfpgan_1.4', '--wait');
    await expect(refused).rejects.toThrow(/clip\.restored\.mp4.*\nGive --out <folder> for another name, or --number/s);
    expect(stage.calls()).toEqual([]);
  });
});

describe('refused as local refuses it, before anything is sent', () => {
  const somebody = { photos: ['me.jpg'] };
  const points = Array.from({ length: 16 }, (_, index) => {
    return { target: { timeS: index + 0.125, x: 1000, y: 500 }, source: somebody };
  });
  const maps = {
    'persons.json': [{ target: { index: 0 }, source: somebody }],
    'all.json': [{ target: 'all', source: somebody }],
    'bad.json': [{ target: 'all', source: { person: 'an/na' } }],
    'points.json': points,
    'half.json': points.slice(0, 8),
  };
  const anna = ['--person', 'anna'];
  test.each<[string, readonly string[], RegExp]>([
    ['a target that is not there', ['--target', 'nowhere.mp4'], /^--target: there is no .*nowhere\.mp4/],
    ['a folder', ['--target', '.'], /^--target: .* is a folder; name one file/],
    ['a photo that is not there', [...clip, '--source', 'x.jpg'], /^--source: there is no .*x\.jpg/],
    ['a photo that is a folder', [...clip, '--source', '.'], /^--source: .* is a folder/],
    [
      'a swapper and nobody',
      [...clip, '--swapper', 'ghost_1_256'],
      /^--swapper ghost_1_256 puts .* give --source <photo…> or --person <name>/,
    ],
    ['a model that is not known', [...clip, ...anna, '--enhancer', 'gfpgan_1.5'], /^--enhancer: .*did you mean gfpgan/],
    ['a number that is none', [...clip, ...anna, '--mask-blur', 'soft'], /^--mask-blur: expected a number from 0 to 1/],
    [
      'a piece of an image',
      ['--target', 'me.jpg', ...anna, '--frames', '3'],
      /^--from, --to and --frames are of a video/,
    ],
    ['a map with no swapper', [...clip, '--map', 'persons.json', '--preset', 'restore'], /^The --map puts persons/],
    ['somebody for all twice', [...clip, ...anna, '--map', 'all.json'], /^--person is for all faces .* keep one/],
    ['a person of no name', [...clip, '--map', 'bad.json'], /0\.source\.person: expected letters, digits/],
    [
      'a map that metadata does not hold',
      [...clip, '--map', 'points.json'],
      /^--map: .* 1[0-9]{3} bytes; .* 1024\. Leave/,
    ],
    ['strictness without a result', [...clip, ...anna, '--strict'], /--strict goes with --wait/],
  ])('%s', async (_what, args, message) => {
    const { submit, keys } = await stageAndFiles(maps);
    const refused = submit(...args);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    expect(keys()).toEqual([]);
  });
});
