import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../bin/commands/exit-codes.ts';
import { readIdentityMap } from '../../../bin/commands/local/read-identity-map.ts';
import { submitIdentities } from '../../../bin/commands/local/submit-identities.ts';
import { openFolderObjectStore } from '../../../gpu-worker/adapters/local/folder-object-store.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function folderWith(map: unknown): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ['a.jpg', 'b.PNG']) await writeFile(path.join(folder, name), name);
  await writeFile(path.join(folder, 'map.json'), typeof map === 'string' ? map : JSON.stringify(map));
  return folder;
}

test('files lie beside the map; they become persons and target photos in the bucket, each once', async () => {
  const folder = await folderWith([
    { target: { index: 0 }, source: { photos: ['a.jpg'] } },
    { target: { photo: 'b.PNG' }, source: { photos: ['a.jpg'] } },
    { target: { timeS: 1, x: 2, y: 3 }, source: { photos: ['a.jpg', 'b.PNG'] } },
    { target: 'all', source: 'blur' },
  ]);
  const map = readIdentityMap(path.join(folder, 'map.json'));
  expect(map[1]?.target).toEqual({ photo: path.join(folder, 'b.PNG') });
  const store = await openFolderObjectStore(path.join(folder, 'objects'));
  const files = new Map<string, string>();
  const identities = await submitIdentities(map, { store, bucket: 'input', files }, new AbortController().signal);
  expect(identities).toEqual([
    { target: { index: 0 }, source: { person: '1-a' } },
    { target: { photo: 'persons/t/1.png' }, source: { person: '1-a' } },
    { target: { timeS: 1, x: 2, y: 3 }, source: { person: '2-a' } },
    { target: 'all', source: 'blur' },
  ]);
  const keys = (await Array.fromAsync(store.list('input', 'persons/'))).map(({ key }) => key);
  expect([...files.keys()].sort()).toEqual(keys);
  expect(files.get('persons/t/1.png')).toBe(path.join(folder, 'b.PNG'));
  expect(keys).toEqual(['persons/1-a/1.jpg', 'persons/2-a/1.jpg', 'persons/2-a/2.png', 'persons/t/1.png']);
});

test.each([
  [
    'a file that is not there',
    [{ target: { photo: 'c.jpg' }, source: 'keep' }],
    /^--map map\.json: there is no .*c\.jpg/,
  ],
  ['a target of no kind', [{ target: { left: 1 }, source: 'keep' }], /0\.target: expected "all", \{"photo"/],
  ['a source of no kind', [{ target: 'all', source: { person: 'x' } }], /0\.source: expected "keep", "blur"/],
  ['no rule', [], /map map\.json/],
  ['no JSON', '[{', /not JSON/],
])('%s is refused by name', async (_what, map, message) => {
  const folder = await folderWith(map);
  const read = () => readIdentityMap(path.join(folder, 'map.json'));
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});
