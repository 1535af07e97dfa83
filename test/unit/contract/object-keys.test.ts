import { describe, expect, test } from 'vitest';
import {
  keyProblem,
  outputPrefix,
  parseManifestKey,
  parseTemplateKey,
  parseUploadKey,
  personNameSchema,
  prefixOfRun,
  refusedPrefix,
  safeStem,
} from '../../../contract/object-keys.ts';

const upload = (file: string): string => `videos/input/u123/202504051423/${file}`;

describe('keys that phones upload are fine', () => {
  test.each([
    'raw.mp4',
    'my clip.mp4',
    'a+b.mp4',
    'Zoë 夏 🎬.mov',
    'a%2Fb.mp4',
    "it's (1) & co.mp4",
    '100%.mp4',
    'no-extension',
  ])('%s', (file) => {
    expect(keyProblem(upload(file))).toBeUndefined();
    expect(parseUploadKey(upload(file))).toEqual({ kind: 'video', user: 'u123', time: '202504051423', file });
  });
});

describe('keys that would reach further than they say are refused', () => {
  test.each([
    ['../secret.mp4', '".."'],
    ['..', '".."'],
    ['.', '"."'],
    ['a..b.mp4', '".."'],
    ['a*.mp4', '"*"'],
    ['a?.mp4', '"?"'],
    [`\${aws:username}.mp4`, '"${"'],
    ['a\nb.mp4', 'control character'],
    ['a\u0000b.mp4', 'control character'],
    ['a\u009fb.mp4', 'control character'],
    ['a\ud800b.mp4', 'well-formed'],
    ['/a.mp4', 'empty segment'],
    ['é'.repeat(600), '1,024 bytes'],
  ])('%j', (file, reason) => {
    expect(keyProblem(upload(file))).toContain(reason);
    expect(parseUploadKey(upload(file))).toBeUndefined();
  });

  test('the longest key that S3 takes is fine, one byte more is not', () => {
    const longest = upload('x'.repeat(1024 - upload('').length));
    expect(keyProblem(longest)).toBeUndefined();
    expect(keyProblem(`${longest}x`)).toContain('1,024');
  });
});

describe('shapes', () => {
  test.each([
    'raw.mp4',
    'videos/input/raw.mp4',
    'videos/input/u123/2025/raw.mp4',
    'videos/input/u123/202504051423/',
    'videos/input/u123/202504051423/folder/raw.mp4',
    'videos/input/_refused/202504051423/raw.mp4',
    'videos/output/u123/202504051423/raw.mp4',
  ])('%s is no upload', (key) => expect(parseUploadKey(key)).toBeUndefined());

  test('images are uploads of another kind', () => {
    expect(parseUploadKey('images/input/u1/202504051423/a.png')?.kind).toBe('image');
  });

  test('manifests', () => {
    const parts = { user: 'u1', time: '202504051423', name: 'wedding party' };
    expect(parseManifestKey('jobs/u1/202504051423/wedding party.json')).toEqual(parts);
    expect(parseManifestKey('jobs/u1/202504051423/x.txt')).toBeUndefined();
    expect(parseManifestKey('jobs/u1/202504051423/a..b.json')).toBeUndefined();
  });

  test('templates are uploads, or files under templates/ told apart by extension', () => {
    expect(parseTemplateKey(upload('a.mp4'))).toEqual({ kind: 'video', file: 'a.mp4' });
    expect(parseTemplateKey('templates/summer/a.JPG')).toEqual({ kind: 'image', file: 'a.JPG' });
    expect(parseTemplateKey('templates/a.mp4')).toEqual({ kind: 'video', file: 'a.mp4' });
    expect(parseTemplateKey('templates/../persons/x.jpg')).toBeUndefined();
    expect(parseTemplateKey('persons/anna/1.jpg')).toBeUndefined();
    expect(parseTemplateKey('templates/')).toBeUndefined();
  });
});

describe('persons', () => {
  test.each(['anna', 'Zoë Müller', '夏', 'agent-7', 'a.b_c'])('%s is a name', (name) => {
    expect(personNameSchema.safeParse(name).success).toBe(true);
  });
  test.each(['', '.', '..', 'a/b', 'a..b', 'anna ', ' anna', 'a*', 'a?', `\${x}`, 'x'.repeat(65), 'a\n'])(
    '%j is none',
    (name) => expect(personNameSchema.safeParse(name).success).toBe(false),
  );
});

describe('output', () => {
  const taskId = '0123456789abcdef0123456789abcdef';
  const parsed = { kind: 'video', user: 'u123', time: '202504051423', file: 'my clip+1.mp4' } as const;

  test('lies in a folder of its own, and a second run in another', () => {
    expect(outputPrefix(parsed, taskId)).toBe(`videos/output/u123/202504051423/my-clip-1/${taskId}/`);
    const second = `videos/output/u123/202504051423/my-clip-1/${taskId}/r2/`;
    expect(prefixOfRun(outputPrefix(parsed, taskId), 2)).toBe(second);
    expect(prefixOfRun(second, 13)).toBe(second.replace('r2', 'r13'));
    for (const prefix of [outputPrefix(parsed, taskId), second]) {
      expect(prefixOfRun(prefix, 1)).toBe(outputPrefix(parsed, taskId));
    }
    expect(outputPrefix({ ...parsed, kind: 'image' }, taskId)).toMatch(/^images\/output\//);
  });

  test.each([
    ['raw.mp4', 'raw'],
    ['Zoë.mp4', 'Zoe'],
    ['夏.mp4', 'file'],
    ['a%2Fb.mp4', 'a-2Fb'],
    ['.hidden', 'file'],
    ['-rf.mp4', 'rf'],
    ['archive.tar.gz', 'archive.tar'],
  ])('the stem of %s is %s', (file, stem) => expect(safeStem(file)).toBe(stem));

  test('every stem is a key by itself, however odd the file', () => {
    for (const file of ['a..b.mp4', '...', 'x'.repeat(300), `*?\${}`, '\u0000\n', '🎬🎬']) {
      expect(safeStem(file)).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
      expect(keyProblem(outputPrefix({ ...parsed, file }, taskId))).toBeUndefined();
    }
  });

  test('a refusal has one folder a key, and a content where that is named', () => {
    const prefix = refusedPrefix('in', 'a*');
    expect(prefix).toMatch(/^videos\/output\/_refused\/[0-9a-f]{32}\/$/);
    expect(refusedPrefix('in', 'a*')).toBe(prefix);
    expect(
      new Set([prefix, refusedPrefix('in', 'b*'), refusedPrefix('other', 'a*'), refusedPrefix('in', 'a*', 'v2')]).size,
    ).toBe(4);
  });
});
