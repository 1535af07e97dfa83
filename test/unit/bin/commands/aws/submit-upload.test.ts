import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findReports } from '../../../../../bin/commands/aws/find-task.ts';
import { redriveTask } from '../../../../../bin/commands/aws/redrive-task.ts';
import { submitCommand } from '../../../../../bin/commands/aws/submit-command.ts';
import { submitUpload } from '../../../../../bin/commands/aws/submit-upload.ts';
import { UsageError } from '../../../../../bin/commands/exit-codes.ts';
import { failureReport } from '../../../../../contract/failure-report.ts';
import { debugItems, defaultLimits, faceAreas, faceRegions, maskKinds } from '../../../../../contract/task-options.ts';
import type { UploadWish } from '../../../../../contract/upload-metadata.ts';
import { makeTask } from '../../../../../functions/intake/make-task.ts';
import { openFolderObjectStore } from '../../../../../gpu-worker/adapters/local/folder-object-store.ts';
import type { ObjectStore } from '../../../../../gpu-worker/ports.ts';
import { smallestPartBytes } from '../../../../../gpu-worker/transfer/upload-file.ts';
import { temporaryFolder } from '../../../../helpers/files/temporary-folder.ts';
import { sampleTask } from '../../../../helpers/tasks/sample-task.ts';
import { randomFrom, testSeed } from '../../../../helpers/time-and-chance/seed.ts';

const manyRules = Array.from({ length: 16 }, (_, index) => {
  return { target: { index }, source: { person: `somebody with a long name, number ${index}`.slice(0, 60) } };
});

/** Each field holds what it may, and all together are too much. */
const nearlyFull: UploadWish = {
  // Nine bytes each, percent-encoded.
  person: 'あ'.repeat(64),
  identities: Array.from({ length: 9 }, (_, index) => ({ target: { index }, source: { person: 'a'.repeat(64) } })),
  options: {
    ...{ masks: [...maskKinds], regions: [...faceRegions], areas: [...faceAreas], debugItems: [...debugItems] },
    ...{ detectorScore: 0.123, landmarkerScore: 0.456, swapperWeight: 0.789, swapperColourMatch: 50, maskBlur: 0.25 },
    ...{ maskPadding: [10, 20, 30, 40], colouriser: 'deoldify_artistic', upscaler: 'real_esrgan_x2', crf: 20 },
  },
};

const partBytes = smallestPartBytes;

/** A store that counts the parts it is sent, and is gone after `dieAfter` of them. */
function mortal(store: ObjectStore, sent: number[], dieAfter = Number.POSITIVE_INFINITY): ObjectStore {
  return {
    head: (address) => store.head(address),
    read: (...given) => store.read(...given),
    put: (...given) => store.put(...given),
    list: (...given) => store.list(...given),
    delete: (address) => store.delete(address),
    async startUpload(address, options) {
      const upload = await store.startUpload(address, options);
      return {
        parts: upload.parts,
        complete: (given) => upload.complete(given),
        abort: () => upload.abort(),
        async putPart(partNumber, bytes) {
          if (sent.length >= dieAfter) throw new Error('killed');
          sent.push(partNumber);
          return upload.putPart(partNumber, bytes);
        },
      };
    },
  };
}

test('an upload that was cut off at a random part sends only the missing ones, and has the id the intake gives', async () => {
  const random = randomFrom(testSeed('cut upload'));
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(path.join(folder, 'store'));
  const target = path.join(folder, 'film.mp4');
  const parts = 5;
  await writeFile(target, Buffer.alloc((parts - 1) * partBytes + 1000, 7));
  const submission = { target, user: 'u1', uploads: [], wish: { person: 'anna', options: { crf: 20 } } };
  const notes = path.join(folder, 'notes');

  const first: number[] = [];
  const dieAfter = 1 + Math.floor(random() * (parts - 1));
  const dying = submitUpload(submission, mortal(store, first, dieAfter), 'input', { notes });
  await expect(dying).rejects.toThrow('killed');

  const second: number[] = [];
  const submitted = await submitUpload(submission, mortal(store, second), 'input', { notes });
  expect(first).toHaveLength(dieAfter);
  expect([...first, ...second].sort()).toEqual([1, 2, 3, 4, 5]);
  const head = await store.head({ bucket: 'input', key: submitted.key });
  expect(head?.sizeBytes).toBe((parts - 1) * partBytes + 1000);

  if (head === undefined) throw new Error('the object is gone');
  const object = { bucket: 'input', key: submitted.key, ...head };
  const decision = makeTask(object, { outputBucket: 'output', limits: defaultLimits }, new Date());
  expect(decision).toMatchObject({
    kind: 'task',
    task: { taskId: submitted.taskId, output: { prefix: submitted.prefix } },
  });
});

test('a changed file is another upload', async () => {
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(path.join(folder, 'store'));
  const target = path.join(folder, 'film.mp4');
  const submission = { target, user: 'u1', uploads: [], wish: { person: 'anna' } };
  const notes = path.join(folder, 'notes');
  await writeFile(target, Buffer.alloc(2 * partBytes, 1));
  await expect(submitUpload(submission, mortal(store, [], 1), 'input', { notes })).rejects.toThrow('killed');
  await writeFile(target, Buffer.alloc(2 * partBytes + 1, 2));
  const sent: number[] = [];
  await submitUpload(submission, mortal(store, sent), 'input', { notes });
  expect(sent.sort()).toEqual([1, 2, 3]);
});

test.each([
  ['no person', {}, /No person is named/],
  ['a person twice', { person: 'anna', identities: [{ target: 'all', source: { person: 'bert' } }] }, /keep one/],
  [
    'a person for no swapper',
    { identities: [{ target: 'all', source: { person: 'b' } }], options: { swapper: 'none', enhancer: 'gfpgan_1.4' } },
    /swapper is "none"/,
  ],
  ['a name that no folder has', { person: 'an/na' }, /person/],
  ['more than the metadata holds', { person: 'anna', identities: manyRules }, /bytes; the most is 1024/],
  ['more of all than S3 takes', nearlyFull, /^Person, map, .* S3 takes 2048/],
] as const)('what intake would refuse is not uploaded: %s', async (_, wish, message) => {
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(path.join(folder, 'store'));
  const target = path.join(folder, 'film.mp4');
  await writeFile(target, 'film');
  const submitting = submitUpload({ target, user: 'u1', uploads: [], wish }, store, 'input', {
    notes: path.join(folder, 'notes'),
  });
  await expect(submitting).rejects.toThrow(message);
  await expect(submitting).rejects.toBeInstanceOf(UsageError);
  expect(await Array.fromAsync(store.list('input', ''))).toEqual([]);
});

test('a refusal that intake writes all the same lies where submit looks for it', async () => {
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(path.join(folder, 'store'));
  const target = path.join(folder, 'film.mp4');
  await writeFile(target, 'film');
  const submission = { target, user: 'u1', uploads: [], wish: { person: 'anna' } };
  const { key, refusalPrefix } = await submitUpload(submission, store, 'input', { notes: path.join(folder, 'notes') });
  const head = await store.head({ bucket: 'input', key });
  const object = { bucket: 'input', key, etag: head?.etag ?? '', metadata: { preset: 'of another version' } };
  const decision = makeTask(object, { outputBucket: 'output', limits: defaultLimits }, new Date());
  expect(decision).toMatchObject({ kind: 'refused', prefix: refusalPrefix });
});

test.each(['soon', '0', '-5'])(
  'a wait of "%s" minutes is a wrong command line: it would end never, or at once',
  async (minutes) => {
    const command = submitCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    const asking = command.parseAsync(['--target', 'film.mp4', '--wait-minutes', minutes], { from: 'user' });
    await expect(asking).rejects.toThrow(/expected a number of minutes above 0/);
  },
);

test('a failed task is redriven from its report, as the next run in a folder of its own', async () => {
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(folder);
  const task = sampleTask({ outputBucket: 'output' });
  const write = async (failed: typeof task): Promise<void> => {
    const { taskId, source, output } = failed;
    const report = failureReport({
      ...{ taskId, source: { bucket: source.bucket, key: source.key }, output, task: failed },
      ...{ outcome: 'failed', code: 'DECODE_FAILED', message: 'it broke', attempts: 1, finishedAt: new Date() },
    });
    const key = `${output.prefix}report.json`;
    await store.put({ bucket: output.bucket, key }, Buffer.from(JSON.stringify(report)));
  };
  await write(task);
  const stage = { store, outputBucket: 'output' };
  const second = redriveTask(await findReports(stage, task.taskId), new Date());
  expect(second).toMatchObject({ taskId: task.taskId, run: 2, output: { prefix: `${task.output.prefix}r2/` } });
  await write(second);
  expect(redriveTask(await findReports(stage, task.output.prefix), new Date()).run).toBe(3);
  await expect(findReports(stage, 'f'.repeat(32))).rejects.toThrow('no report');
});
