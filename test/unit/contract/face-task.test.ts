import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../contract/canonical-json.ts';
import {
  type FaceTask,
  parseFaceTask,
  refusalIdFor,
  settingsFor,
  type TaskSettings,
  taskIdFor,
} from '../../../contract/face-task.ts';
import { defaultLimits } from '../../../contract/limits.ts';
import { maskKinds } from '../../../contract/options/masks.ts';
import { defined } from '../../../contract/options/option.ts';
import {
  type CompleteOptions,
  defaultOptions,
  optionRows,
  taskOptionsSchema,
} from '../../../contract/options/options.ts';
import { processors } from '../../../contract/processors/processors.ts';
import { otherValue, valueThatAsks } from '../../helpers/tasks/other-values.ts';

const source = { bucket: 'in', key: 'videos/input/u1/202504051423/raw.mp4', etag: 'e1' };
const settings = settingsFor({ ...defaultOptions, enhancer: 'gfpgan_1.4' }, 'anna');

function task(): FaceTask {
  const taskId = taskIdFor(source, settings);
  return {
    version: 1,
    taskId,
    run: 1,
    source: { kind: 'video', ...source },
    ...settings,
    output: { bucket: 'out', prefix: `videos/output/u1/202504051423/raw/${taskId}/` },
    limits: defaultLimits,
    requester: { user: 'u1', requestedAt: '2025-04-05T14:23:00.000Z' },
  };
}

describe('task id', () => {
  test('is the same for the same upload and settings, in whatever order fields come', () => {
    const shuffled: TaskSettings = {
      encoder: { preset: settings.encoder.preset, crf: settings.encoder.crf },
      processors: settings.processors,
      analysis: { faces: 'many', landmarker: 'none', detector: { score: 0.5, model: 'yunet_2023_mar' } },
      identities: settings.identities,
    };
    expect(taskIdFor({ ...source }, shuffled)).toBe(taskIdFor(source, settings));
    expect(taskIdFor(source, settings)).toMatch(/^[0-9a-f]{32}$/);
  });

  test('stays what it is over releases: ids are in keys and reports', () => {
    expect(taskIdFor(source, settingsFor(defaultOptions, 'anna'))).toBe('6462ab37d59e19f873218e3158c5e129');
  });

  test('the version pins the upload where there is one, the etag where not', () => {
    const versioned = { ...source, versionId: 'v1' };
    expect(taskIdFor({ ...versioned, etag: 'e2' }, settings)).toBe(taskIdFor(versioned, settings));
    expect(taskIdFor({ ...source, etag: 'e2' }, settings)).not.toBe(taskIdFor(source, settings));
  });

  test('every field of the options that can change a pixel changes it', () => {
    // Every step is asked for that can be beside others, so that no option is idle.
    const rows = processors.filter(({ facts }) => facts.changes !== 'nothing');
    const base: CompleteOptions = {
      ...defaultOptions,
      ...defined(taskOptionsSchema.parse(Object.fromEntries(rows.map((row) => [row.askedBy, valueThatAsks(row)])))),
      landmarker: '2dfan4',
      masks: [...maskKinds],
    };
    const asked = new Map<string, unknown>(Object.entries(base));
    const changes = Object.fromEntries(
      Object.entries(optionRows).map(([name, { schema }]) => [name, otherValue(schema, asked.get(name))]),
    );
    const { transcode, ...telling } = changes;
    expect(transcode).toBe(true);
    const withTranscode = settingsFor({ ...base, transcode: true }, 'anna');
    expect(taskIdFor(source, withTranscode), 'no other step is asked for').toBe(
      taskIdFor(source, settingsFor(base, 'anna')),
    );
    const ids = Object.entries(telling).map(([name, value]) =>
      taskIdFor(source, settingsFor({ ...base, [name]: value }, 'anna')),
    );
    const upload = [
      taskIdFor({ ...source, bucket: 'other' }, settings),
      taskIdFor({ ...source, key: `${source.key}x` }, settings),
      taskIdFor(source, settingsFor(base, 'bert')),
    ];
    expect(new Set([taskIdFor(source, settings), ...ids, ...upload]).size).toBe(ids.length + upload.length + 1);
  });

  test('a refusal has an id of its own, one a version', () => {
    const ids = [
      refusalIdFor(source),
      refusalIdFor({ ...source, pinned: 'v1' }),
      refusalIdFor({ ...source, pinned: 'v2' }),
    ];
    expect(new Set([...ids, taskIdFor(source, settings)]).size).toBe(4);
    expect(refusalIdFor({ ...source, pinned: 'v1' })).toBe(ids[1]);
  });
});

describe('settings', () => {
  test('swap comes before enhance, and the enhancer has no padding', () => {
    const { processors } = settingsFor(
      { ...defaultOptions, enhancer: 'gfpgan_1.4', maskPadding: [1, 2, 3, 4] },
      'anna',
    );
    expect(processors.map((step) => [step.name, 'mask' in step && step.mask.padding])).toEqual([
      ['swap', [1, 2, 3, 4]],
      ['enhance', [0, 0, 0, 0]],
    ]);
  });

  test('what is not asked of the detector is left out; angles and margins have one form each', () => {
    const detectorFor = (more: Partial<typeof defaultOptions>) =>
      settingsFor({ ...defaultOptions, ...more }, 'anna').analysis.detector;
    const plain = { model: 'yunet_2023_mar', score: 0.5 };
    expect(detectorFor({})).toEqual(plain);
    expect(detectorFor({ detectorAngles: [0], detectorMargin: [0, 0, 0, 0] })).toEqual(plain);
    expect(detectorFor({ detectorAngles: [270, 0] })).toEqual({ ...plain, angles: [0, 270] });
    expect(detectorFor({ detectorAngles: [90] })).toEqual({ ...plain, angles: [90] });
    expect(detectorFor({ detectorMargin: 5 })).toEqual({ ...plain, margin: [5, 5, 5, 5] });
    expect(detectorFor({ detectorMargin: [0, 1, 2, 3] })).toEqual({ ...plain, margin: [0, 1, 2, 3] });
  });

  test('frames are coloured after the faces, marked after that, and enlarged last', () => {
    const all = { enhancer: 'gfpgan_1.4', colouriser: 'ddcolor', debug: true, upscaler: 'real_esrgan_x2' };
    const { processors } = settingsFor({ ...defaultOptions, ...all, transcode: true }, 'anna');
    expect(processors.map(({ name }) => name)).toEqual(['swap', 'enhance', 'colourise', 'debug', 'upscale']);
    expect(processors.slice(2, 4)).toEqual([
      { name: 'colourise', model: 'ddcolor', size: 256, blend: 100 },
      { name: 'debug', items: defaultOptions.debugItems },
    ]);
  });

  test('colour match is in a task only where it is asked for', () => {
    const swapOf = (swapperColourMatch: number) =>
      settingsFor({ ...defaultOptions, swapperColourMatch }, 'anna').processors[0];
    expect(swapOf(0)).not.toHaveProperty('colourMatch');
    expect(swapOf(40)).toMatchObject({ name: 'swap', colourMatch: 40 });
  });

  test('without a swapper a person changes nothing, and neither the id', () => {
    const restore = { ...defaultOptions, swapper: 'none', enhancer: 'gfpgan_1.4' };
    expect(settingsFor(restore, 'anna')).toEqual(settingsFor(restore, undefined));
    expect(settingsFor(restore, 'anna').identities).toEqual([]);
  });
});

describe('face selectors', () => {
  const analysisOf = (options: object) => settingsFor({ ...defaultOptions, ...options }, 'anna').analysis;

  test('what is not asked for is not in the task', () => {
    expect(Object.keys(analysisOf({}))).toEqual(['detector', 'landmarker', 'faces']);
    expect(analysisOf({ faceOrder: 'large-small', selectGender: 'any', selectAgeFrom: 0, selectAgeTo: 100 })).toEqual(
      analysisOf({}),
    );
  });

  test('gender, ages and order are', () => {
    expect(analysisOf({ selectGender: 'female', faceOrder: 'top-bottom' })).toMatchObject({
      order: 'top-bottom',
      select: { gender: 'female' },
    });
    expect(analysisOf({ selectAgeFrom: 20 }).select).toEqual({ age: { from: 20, to: 100 } });
    expect(analysisOf({ selectGender: 'male', selectAgeTo: 30 }).select).toEqual({
      gender: 'male',
      age: { from: 0, to: 30 },
    });
  });

  test('nobody is selected by race, nor by nothing, nor by ages turned round', () => {
    const parsed = (select: object) => parseFaceTask({ ...task(), analysis: { ...task().analysis, select } });
    expect(parsed({ gender: 'male', age: { from: 3, to: 9 } }).ok).toBe(true);
    for (const [select, problem] of [
      [{ race: 'x' }, '"race"'],
      [{}, 'expected gender or age'],
      [{ age: { from: 9, to: 9 } }, 'from less than to'],
    ] as const) {
      expect(parsed(select)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
    }
  });
});

test('canonical JSON sorts keys at every depth, keeps order in lists, and leaves out what is undefined', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 'x' }, 2], a: null, e: undefined })).toBe('{"a":null,"b":[{"c":"x","d":1},2]}');
});

describe('parsing', () => {
  const problemOf = (data: unknown): string => {
    const parsed = parseFaceTask(data);
    if (parsed.ok) throw new Error('it was accepted');
    return parsed.problem;
  };

  test('a task survives the wire', () => {
    expect(parseFaceTask(JSON.parse(JSON.stringify(task())))).toEqual({ ok: true, value: task() });
  });

  test('another version names both versions, whatever else is in it', () => {
    const parsed = parseFaceTask({ version: 7, novelty: true });
    expect(parsed).toMatchObject({ ok: false, versionMismatch: true });
    expect(problemOf({ version: 7 })).toMatch(/version 7\b.*version 1\b/);
    expect(problemOf({ version: '1' })).toContain('"1"');
  });

  test('unknown fields are refused by name, at every depth', () => {
    expect(problemOf({ ...task(), colour: 'red' })).toContain('"colour"');
    expect(problemOf({ ...task(), source: { ...task().source, region: 'eu' } })).toMatch(/source.*"region"/);
  });

  test('every missing field is named', () => {
    for (const name of Object.keys(task())) {
      const { [name]: _, ...rest }: Record<string, unknown> = { ...task() };
      expect(problemOf(rest)).toContain(name);
    }
  });

  test('a message says where and what was expected', () => {
    expect(problemOf({ ...task(), run: 0 })).toMatch(/^The task is not valid: run: expected at least 1, not 0$/);
    expect(problemOf({ ...task(), identities: [{ target: 'some', source: 'keep' }] })).toContain('expected "all"');
    expect(problemOf({ ...task(), identities: [{ target: 'all', source: 'anna' }] })).toContain('{person: <name>}');
    expect(problemOf({ ...task(), output: { bucket: 'out', prefix: 'videos/output/x' } })).toContain('output.prefix');
    for (const prefix of [`persons/${task().taskId}/`, `videos/output/${'0'.repeat(32)}/`, 'videos/output/']) {
      expect(problemOf({ ...task(), output: { bucket: 'out', prefix } })).toMatch(/output\.prefix: .*the task's own/);
    }
    expect(problemOf({ ...task(), source: { ...task().source, key: 'a/../b' } })).toContain('".."');
    expect(problemOf('hello')).toBe('The task is not valid: expected an object');
    expect(problemOf(null)).toBe('The task is not valid: expected an object');
  });

  test('angles and margins of the detector are parsed, and others refused', () => {
    const looking = (detector: Readonly<Record<string, unknown>>) => {
      const { analysis } = task();
      return { ...task(), analysis: { ...analysis, detector: { ...analysis.detector, ...detector } } };
    };
    expect(parseFaceTask(looking({ angles: [0, 90, 180, 270], margin: [0, 10, 100, 0.5] })).ok).toBe(true);
    expect(problemOf(looking({ angles: [45] }))).toContain('analysis.detector.angles');
    expect(problemOf(looking({ angles: [90, 90] }))).toContain('expected every angle once');
    expect(problemOf(looking({ angles: [] }))).toContain('analysis.detector.angles');
    expect(problemOf(looking({ margin: [0, 0, 0, 101] }))).toContain('analysis.detector.margin');
    expect(problemOf(looking({ margin: 5 }))).toContain('analysis.detector.margin');
  });

  test('the identity map is parsed in its full form', () => {
    const identities = [
      { target: { photo: 'persons/x/1.jpg' }, source: { person: 'anna' } },
      { target: { index: 1 }, source: 'keep' },
      { target: { timeS: 1.5, x: 10, y: 20 }, source: 'blur' },
    ];
    expect(parseFaceTask({ ...task(), identities }).ok).toBe(true);
    expect(problemOf({ ...task(), identities: [{ target: { index: -1 }, source: 'keep' }] })).toContain(
      'identities.0.target',
    );
  });
});
