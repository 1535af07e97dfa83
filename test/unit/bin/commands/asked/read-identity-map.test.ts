import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { namePersons } from '../../../../../bin/commands/asked/name-persons.ts';
import { readIdentityMap } from '../../../../../bin/commands/asked/read-identity-map.ts';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';

async function folderWith(map: unknown): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ['a.jpg', 'b.PNG']) await writeFile(path.join(folder, name), name);
  await writeFile(path.join(folder, 'map.json'), typeof map === 'string' ? map : JSON.stringify(map));
  return folder;
}

test('files lie beside the map; they become persons and target photos, named after their content, each once', async () => {
  const folder = await folderWith([
    { target: { index: 0 }, source: { photos: ['a.jpg'] } },
    { target: { photo: 'b.PNG' }, source: { photos: ['a.jpg'] } },
    { target: { timeS: 1, x: 2, y: 3 }, source: { photos: ['a.jpg', 'b.PNG'] } },
    { target: 'all', source: 'blur' },
  ]);
  const map = readIdentityMap(path.join(folder, 'map.json'), 'here');
  expect(map[1]?.target).toEqual({ photo: path.join(folder, 'b.PNG') });
  const named = await namePersons([], map);
  const [one, both] = [expect.stringMatching(/^a-[0-9a-f]{10}$/), expect.stringMatching(/^a-[0-9a-f]{10}$/)];
  expect(named.identities).toEqual([
    { target: { index: 0 }, source: { person: one } },
    { target: { photo: expect.stringMatching(/^persons\/t\/[0-9a-f]{10}\.png$/) }, source: { person: one } },
    { target: { timeS: 1, x: 2, y: 3 }, source: { person: both } },
    { target: 'all', source: 'blur' },
  ]);
  const files = named.uploads.map(({ key, file }) => [key.replace(/[0-9a-f]{10}/, '#'), path.basename(file)]);
  expect(files).toEqual([
    ['persons/a-#/1-a.jpg', 'a.jpg'],
    ['persons/t/#.png', 'b.PNG'],
    ['persons/a-#/1-a.jpg', 'a.jpg'],
    ['persons/a-#/2-b.png', 'b.PNG'],
  ]);
  expect(await namePersons([], map)).toEqual(named);
  await writeFile(path.join(folder, 'a.jpg'), 'somebody else');
  expect((await namePersons([], map)).identities).not.toEqual(named.identities);
});

test.each([
  [
    'a file that is not there',
    [{ target: { photo: 'c.jpg' }, source: 'keep' }],
    /^--map map\.json: there is no .*c\.jpg/,
  ],
  ['a target of no kind', [{ target: { left: 1 }, source: 'keep' }], /0\.target: expected "all", \{"photo"/],
  ['a source of no kind', [{ target: 'all', source: { person: 'x' } }], /0\.source: expected "keep", "blur"/],
  ['no rule', [], /^The map map\.json is not valid: expected at least 1 entry$/],
  ['no JSON', '[{', /not JSON/],
])('%s is refused by name', async (_what, map, message) => {
  const folder = await folderWith(map);
  const read = () => readIdentityMap(path.join(folder, 'map.json'), 'here');
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});

test('persons of a stage are named in a map for one, and refused in one for this machine', async () => {
  const folder = await folderWith([
    { target: { index: 0 }, source: { person: 'Zoë' } },
    { target: 'all', source: { photos: ['a.jpg'] } },
  ]);
  const file = path.join(folder, 'map.json');
  const named = await namePersons([], readIdentityMap(file, 'stage'));
  expect(named.identities?.[0]).toEqual({ target: { index: 0 }, source: { person: 'Zoë' } });
  expect(named.uploads).toHaveLength(1);
  expect(() => readIdentityMap(file, 'here')).toThrow(
    new UsageError(
      'The map map.json is not valid: 0.source: expected "keep", "blur" or {"photos": ["file.jpg"]}; a person is ' +
        'somebody of a stage, for faceline submit',
    ),
  );
  await writeFile(file, JSON.stringify([{ target: 'all', source: 7 }]));
  expect(() => readIdentityMap(file, 'stage')).toThrow(
    /0\.source: expected "keep", .* or \{"person": "anna"\}, not 7$/,
  );
});

test('photos of somebody who is known by name lie under that name', async () => {
  const folder = await folderWith([]);
  const photos = ['a.jpg', 'b.PNG'].map((name) => path.join(folder, name));
  const { person, uploads } = await namePersons(photos, undefined, 'anna');
  expect(person).toBe('anna');
  expect(uploads.map(({ key }) => key)).toEqual(['persons/anna/1-a.jpg', 'persons/anna/2-b.png']);
  expect(await namePersons([], undefined, 'anna')).toEqual({ person: 'anna', uploads: [] });
});
