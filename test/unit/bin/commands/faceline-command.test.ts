import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { asStartedHere, facelineCommand } from '../../../../bin/commands/faceline-command.ts';
import { withFlags } from '../../../../bin/commands/flag-of.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

test('a clone is told to start Faceline through npm', () => {
  expect(facelineCommand).toBe('npm run faceline --');
});

test('what the worker advises is a command that exists here', () => {
  expect(asStartedHere('`faceline models pull` fetches it: faceline models pull a --folder /faceline models')).toBe(
    '`npm run faceline -- models pull` fetches it: npm run faceline -- models pull a --folder /faceline models',
  );
  expect(asStartedHere(asStartedHere('see faceline inspect'))).toBe('see npm run faceline -- inspect');
  expect(withFlags('Look with `faceline inspect`; a lower `detectorScore` helps.')).toBe(
    'Look with `npm run faceline -- inspect`; a lower --detector-score helps.',
  );
});

test('no other file says how Faceline is started, and none says npx', () => {
  const files = ['bin', 'contract', 'functions', 'gpu-worker', 'docs', 'examples']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => /\.(ts|md)$/.test(file) && !file.startsWith('docs/adr/'));
  const saying = files.filter((file) =>
    /npx faceline|npm start --|npm run (-s )?(faceline|bench)\b/.test(readFileSync(path.join(root, file), 'utf8')),
  );
  expect(saying).toEqual(['bin/commands/faceline-command.ts']);
});
