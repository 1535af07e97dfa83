import { expect, test } from 'vitest';
import {
  bucketFolder,
  folderToKeyPrefix,
  keyToPath,
  pathToKey,
} from '../../../../../gpu-worker/adapters/local/key-path.ts';
import { oddKeys } from '../../../../conformance/suites/object-keys-to-try.ts';
import { randomFrom, testSeed } from '../../../../helpers/time-and-chance/seed.ts';

test('ordinary keys are their own paths', () => {
  for (const key of ['videos/input/u123/202504051423/raw.mp4', 'persons/anna/1.jpg', 'a b/c+d (1).mp4', 'ü/日本.png']) {
    expect(keyToPath(key)).toBe(key);
  }
});

test.each([
  ['a', 'a%o'],
  ['a/b', 'a/b%o'],
  ['a.b/c.d', 'a.b%d/c.d'],
  ['50%.mp4', '50%25.mp4'],
  ['a%2Fb.mp4', 'a%252Fb.mp4'],
  ['../../etc/passwd', '%2E%2E%d/%2E%2E%d/etc/passwd%o'],
  ['./x.y', '%2E%d/x.y'],
  ['..', '%2E%2E'],
  ['/absolute.txt', '%d/absolute.txt'],
  ['folder/', 'folder/%o'],
  ['a//b.c', 'a/%d/b.c'],
  ['nul\u0000.x', 'nul%00.x'],
  [`${'x'.repeat(200)}.`, `${'x'.repeat(200)}%+/%2E`],
  [`${'x'.repeat(200)}..`, `${'x'.repeat(200)}%+/%2E%2E`],
  [`${'x'.repeat(200)}../y.z`, `${'x'.repeat(200)}%+/..%d/y.z`],
])('%j lies at %j', (key, path) => {
  expect(keyToPath(key)).toBe(path);
  expect(pathToKey(path)).toBe(key);
});

test('random keys: there and back, no two on one path, no name too long, no file where another needs a folder', () => {
  const random = randomFrom(testSeed('key-path'));
  const letters = ['a', 'b', '.', '/', '%', '+', 'd', 'o', '2', 'E', 'ü', '🙂', ' ', '\u0001', 'x'.repeat(90)];
  const keys = new Set<string>(oddKeys);
  while (keys.size < 3000) {
    const length = 1 + Math.floor(random() * 12);
    const key = Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
    if (Buffer.byteLength(key) <= 1024) keys.add(key);
  }
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const key of keys) {
    const path = keyToPath(key);
    expect(pathToKey(path)).toBe(key);
    expect(files.has(path)).toBe(false);
    files.add(path);
    const names = path.split('/');
    for (const name of names) {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(206);
      expect(['', '.', '..']).not.toContain(name);
    }
    for (let depth = 1; depth < names.length; depth += 1) {
      const folder = names.slice(0, depth).join('/');
      folders.add(folder);
      expect(key.startsWith(folderToKeyPrefix(folder))).toBe(true);
    }
  }
  expect([...folders].filter((folder) => files.has(folder))).toEqual([]);
});

test.each(['', 'x'.repeat(1025), '\ud800'])('a key that S3 refuses is refused', (key) => {
  expect(() => keyToPath(key)).toThrow(expect.objectContaining({ code: 'KEY_REFUSED' }));
});

test("a stranger's file has no key", () => {
  for (const path of ['no-marker', 'with.dot/x.y', 'a%d/x.y', 'x%2e.y', '%store'])
    expect(pathToKey(path)).toBeUndefined();
});

test.each(['..', '.', '', 'a/b', '%store', 'Upper', 'a..b', 'x'.repeat(64)])('%j is no bucket', (bucket) => {
  expect(() => bucketFolder(bucket)).toThrow(expect.objectContaining({ code: 'STORE_DENIED' }));
});
