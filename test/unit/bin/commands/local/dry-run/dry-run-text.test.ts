import { expect, test } from 'vitest';
import { dryRunText } from '../../../../../../bin/commands/local/dry-run/dry-run-text.ts';
import { settingsFor } from '../../../../../../contract/face-task.ts';
import type { Identity } from '../../../../../../contract/identity.ts';
import { defaultOptions } from '../../../../../../contract/task-options.ts';

const nothing = { target: '/films/clip.mp4', models: [], results: [], notes: [] } as const;

test.each<[string, Parameters<typeof dryRunText>[0], RegExp]>([
  ['it would run', nothing, /\n\nIt would run\.\n$/],
  ['it is done', { ...nothing, done: 'out/clip.report.json' }, /\nIt is done already: out\/clip\.r\S+\n$/],
  [
    'no name is free',
    { ...nothing, refusal: { message: 'Taken.\nGive --out.' } },
    /\nIt would be refused\. Taken\.\nGive --out\.\n$/,
  ],
  [
    'the clip is bad',
    { ...nothing, refusal: { code: 'DECODE_FAILED', message: 'No frame.', advice: 'Look at it.' } },
    /\nIt would be refused\. DECODE_FAILED: No frame\.\nLook at it\.\n$/,
  ],
])('the last lines say that %s', (_what, foresight, last) => {
  expect(dryRunText(foresight)).toMatch(last);
});

const blur: Identity = { target: { index: 0 }, source: 'blur' };

test('faces that a map blurs are a step', () => {
  const steps = (...identities: Identity[]) => {
    const task = { ...settingsFor(defaultOptions, undefined, identities), passes: 1 } as const;
    return /^ *steps +(.*)$/m.exec(dryRunText({ ...nothing, task }))?.[1];
  };
  expect(steps(blur)).toBe('blur (faces that the map says)');
  expect(steps({ target: 'all', source: 'keep' })).toBe('transcode');
});
