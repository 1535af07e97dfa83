import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { placeResults } from '../../../../../bin/commands/results/place-results.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { doneReport } from '../../../../helpers/tasks/done-report.ts';

test('what cannot be placed whole leaves nothing of it', async () => {
  const folder = await temporaryFolder();
  const film = path.join(folder, 'film');
  await writeFile(film, 'a film');
  const names = { file: 'x.mp4', poster: 'x.jpg', preview: 'y.jpg', report: 'x.report.json', failure: 'f.json' };
  const plan = { folder, names, replaces: new Map<string, string>(), protectedFiles: { whatIs: () => undefined } };
  const finished = { file: film, poster: path.join(folder, 'nothing'), preview: film };
  await expect(placeResults(plan, doneReport(), finished)).rejects.toThrow(/ENOENT/);
  expect(await readdir(folder)).toEqual(['film']);
});
