import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { searchFlags, searchSettings } from '../../../../../bin/commands/asked/search-options.ts';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';

const models = path.resolve(import.meta.dirname, '../../../../../examples/demo/models');

describe('how faces are searched', () => {
  test('is what a task is asked with, and nothing else of the command line', () => {
    const given = { models, use: 'research', frameWorkers: 3 } as const;
    // `faces: true` is what commander makes of a command that knows --no-faces.
    const all = {
      ...given,
      detector: 'many',
      detectorAngles: ['0', '90'],
      detectorMargin: ['5'],
      faces: true,
      json: true,
    };
    expect(searchSettings(given, all, '')).toEqual({
      ...{ models, use: 'research', provider: undefined, frameWorkers: 3 },
      options: { detector: 'many', detectorAngles: [0, 90], detectorMargin: 5 },
    });
    expect(searchSettings({ models }, {}, '').options).toEqual({});
  });

  test('has the flags of a task', () => {
    expect(searchFlags.map(({ long }) => long)).toEqual([
      '--detector',
      '--detector-score',
      '--detector-angles',
      '--detector-margin',
      '--landmarker',
      '--landmarker-score',
      '--use',
    ]);
  });

  test('refuses a wrong value, and a folder that is not there', () => {
    expect(() => searchSettings({ models }, { detectorScore: 7 }, '')).toThrow(UsageError);
    expect(() => searchSettings({ models }, { detectorAngles: ['45'] }, '')).toThrow(/--detector-angles/);
    expect(() => searchSettings({ models: 'nowhere' }, {}, '')).toThrow(/--models: there is no .*nowhere/);
  });
});
