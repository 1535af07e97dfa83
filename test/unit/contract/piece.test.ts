import { describe, expect, test } from 'vitest';
import { parseFaceTask, settingsFor, taskIdFor } from '../../../contract/face-task.ts';
import { parseWith } from '../../../contract/parse.ts';
import { parseTime, pieceFor, pieceProblem, wholeSource } from '../../../contract/piece.ts';
import { defaultOptions, taskOptionsSchema } from '../../../contract/task-options.ts';
import { parseUploadMetadata, resolveOptions, uploadMetadata } from '../../../contract/upload-metadata.ts';
import { sampleTask } from '../../helpers/tasks/sample-task.ts';

describe('a time', () => {
  test.each([
    ['0', 0],
    ['12.5', 12.5],
    ['75', 75],
    [' 1:02 ', 62],
    ['1:02.25', 62.25],
    ['90:00', 5400],
    ['1:02:03.5', 3723.5],
    ['4:00:00', 14_400],
  ])('%j is %d seconds', (text, seconds) => {
    expect(parseTime(text)).toBeCloseTo(seconds, 9);
  });

  test.each(['', 'abc', '-1', '1:', ':5', '1:75', '1:60:00', '1:2:3:4', '1e3', '12,5', '12.5s', '0x10', 'NaN', '.5'])(
    '%j is none',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );

  test('may be text or a number in options, and is seconds afterwards', () => {
    const read = (options: object) => parseWith(taskOptionsSchema, options, 'options');
    expect(read({ from: '1:02:03.5', to: 4000, preview: '12' })).toEqual({
      ok: true,
      value: { from: 3723.5, to: 4000, preview: 12 },
    });
    expect(read({ to: 'end', preview: 'none' }).ok).toBe(true);
    for (const wrong of [{ from: 'soon' }, { from: -1 }, { to: '1:99' }, { preview: Number.NaN }, { to: 2e6 }]) {
      expect(read(wrong)).toMatchObject({
        ok: false,
        problem: expect.stringContaining('such as 12.5, 1:02 or 1:02:03'),
      });
    }
    expect(read({ frames: 1.5 }).ok).toBe(false);
  });
});

describe('a piece', () => {
  const source = sampleTask().source;
  const idOf = (options: object) => taskIdFor(source, settingsFor({ ...defaultOptions, ...options }, 'anna'));

  test('is in the task as it was asked for, and in its id; all of the source is not there', () => {
    expect(pieceFor(wholeSource)).toEqual({});
    expect(pieceFor({ ...wholeSource, from: 3, to: 5 })).toEqual({ piece: { fromS: 3, toS: 5 } });
    expect(pieceFor({ ...wholeSource, frames: 240 })).toEqual({ piece: { fromS: 0, frames: 240 } });
    expect(pieceFor({ ...wholeSource, preview: 0 })).toEqual({ preview: { atS: 0 } });
    const ids = [{}, { from: 1 }, { to: 1 }, { frames: 1 }, { preview: 1 }, { preview: 0 }].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(idOf({ ...wholeSource })).toBe(idOf({}));
  });

  test('that contradicts itself is a problem in words', () => {
    expect(pieceProblem(wholeSource)).toBeUndefined();
    expect(pieceProblem({ ...wholeSource, from: 2, frames: 1 })).toBeUndefined();
    expect(pieceProblem({ ...wholeSource, to: 2, frames: 1 })).toMatch(/give one of them/);
    expect(pieceProblem({ ...wholeSource, from: 2, to: 2 })).toMatch(/ends at 2 s, which is not after 2 s/);
    expect(pieceProblem({ ...wholeSource, from: 2, preview: 2 })).toMatch(/one frame/);
    const resolved = resolveOptions({ options: { from: 5, to: 4 } });
    expect(resolved).toMatchObject({ ok: false, problem: expect.stringContaining('not after 5 s') });
  });

  test('travels in the metadata of an upload', () => {
    const wish = { person: 'anna', options: { from: 62, frames: 48 } };
    expect(parseUploadMetadata(uploadMetadata(wish))).toEqual({ ok: true, value: wish });
    const written = parseUploadMetadata({ options: '{"from":"1:02","to":"1:04.5"}' });
    expect(written).toEqual({ ok: true, value: { options: { from: 62, to: 64.5 } } });
  });

  test('in a task is checked again', () => {
    const task = sampleTask();
    const parsed = (piece: object) => parseFaceTask({ ...task, piece });
    expect(parsed({ fromS: 1, toS: 2 }).ok).toBe(true);
    expect(parsed({ fromS: 2, toS: 1 })).toMatchObject({ ok: false, problem: expect.stringContaining('toS after') });
    expect(parsed({ fromS: 0, toS: 1, frames: 2 }).ok).toBe(false);
    expect(parsed({ fromS: '1' }).ok).toBe(false);
    expect(parseFaceTask({ ...task, preview: { atS: 3 } }).ok).toBe(true);
  });
});
