import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { FaceTask } from '../../../contract/face-task.ts';
import type { ObjectAddress, ObjectStore, ScopedAccess, TaskScope } from '../../../gpu-worker/ports.ts';
import { allBytes, allOf } from '../../helpers/files/bytes.ts';
import { sampleTask } from '../../helpers/tasks/sample-task.ts';

export interface ScopeUnderTest {
  readonly scope: TaskScope;
  /** May do everything; puts the neighbours there. */
  readonly owner: ObjectStore;
  readonly inputBucket: string;
  readonly outputBucket: string;
}

const denied = { code: 'STORE_DENIED', retryable: false };

/** What every TaskScope allows, and that it allows nothing else: it tries the neighbours. */
export function taskScopeSuite(name: string, makeScope: () => Promise<ScopeUnderTest>): void {
  describe(`task scope: ${name}`, () => {
    let made: ScopeUnderTest;
    let task: FaceTask;

    const input = (key: string): ObjectAddress => ({ bucket: made.inputBucket, key });
    const output = (key: string): ObjectAddress => ({ bucket: made.outputBucket, key });

    beforeAll(async () => {
      made = await makeScope();
      const { inputBucket: bucket, outputBucket } = made;
      task = sampleTask({ bucket, outputBucket, person: 'anna' });
      const body = Buffer.from('secret');
      const inputs = [task.source.key, `${task.source.key}2`, 'videos/input/u124/202504051423/raw.mp4'];
      const photos = ['persons/anna/1.jpg', 'persons/anna2/1.jpg', 'persons/bob/1.jpg'];
      for (const key of [...inputs, ...photos]) await made.owner.put(input(key), body);
      for (const key of [own('video.mp4'), twin('video.mp4'), another()]) await made.owner.put(output(key), body);
    });

    const own = (file: string) => `${task.output.prefix}${file}`;
    const twin = (file: string) => `${task.output.prefix.slice(0, -1)}x/${file}`;
    const another = () => own('video.mp4').replace('/u123/', '/u124/');

    async function opened(): Promise<ScopedAccess> {
      const access = await made.scope.open(task);
      onTestFinished(() => access.close());
      return access;
    }

    async function expectReadable(store: ObjectStore, address: ObjectAddress): Promise<void> {
      expect((await allBytes(store.read(address))).toString()).toBe('secret');
      expect(await store.head(address)).toMatchObject({ sizeBytes: 6 });
    }

    async function expectUnreadable(store: ObjectStore, address: ObjectAddress): Promise<void> {
      await expect(allBytes(store.read(address)), address.key).rejects.toMatchObject(denied);
      await expect(store.head(address), address.key).rejects.toMatchObject(denied);
    }

    test('reads its source, and no other', async () => {
      const { store } = await opened();
      await expectReadable(store, input(task.source.key));
      await expectUnreadable(store, input(`${task.source.key}2`));
      await expectUnreadable(store, input('videos/input/u124/202504051423/raw.mp4'));
      await expectUnreadable(store, input(`videos/input/u123/202504051423/../202504051423/raw.mp4`));
    });

    test("reads and lists its person's photos, and nobody else's", async () => {
      const { store } = await opened();
      await expectReadable(store, input('persons/anna/1.jpg'));
      for (const person of ['anna2', 'bob', 'anna/../bob']) {
        await expectUnreadable(store, input(`persons/${person}/1.jpg`));
      }
      const keys = (await allOf(store.list(made.inputBucket, 'persons/anna/'))).map(({ key }) => key);
      expect(keys).toEqual(['persons/anna/1.jpg']);
      for (const prefix of ['persons/anna', 'persons/anna2/', 'persons/', '', 'videos/input/u123/']) {
        await expect(allOf(store.list(made.inputBucket, prefix)), prefix).rejects.toMatchObject(denied);
      }
    });

    test('a photo of its own that is not there is missing, not denied', async () => {
      const { store } = await opened();
      expect(await store.head(input('persons/anna/2.jpg'))).toBeUndefined();
      expect(await store.head(output(own('nothing.jpg')))).toBeUndefined();
    });

    test('writes, reads, lists and deletes under its output prefix, and not beside it', async () => {
      const { store } = await opened();
      const bytes = Buffer.from('secret');
      expect(await store.put(output(own('poster.jpg')), bytes, { ifAbsent: true })).toBe('stored');
      await expectReadable(store, output(own('poster.jpg')));
      const keys = (await allOf(store.list(made.outputBucket, task.output.prefix))).map(({ key }) => key);
      expect(keys).toEqual([own('poster.jpg'), own('video.mp4')]);
      await store.delete(output(own('poster.jpg')));
      expect(await store.head(output(own('poster.jpg')))).toBeUndefined();

      for (const key of [twin('video.mp4'), another(), own('../stolen.mp4'), task.output.prefix.slice(0, -1)]) {
        await expectUnreadable(store, output(key));
        await expect(store.put(output(key), bytes), key).rejects.toMatchObject(denied);
        await expect(store.startUpload(output(key)), key).rejects.toMatchObject(denied);
        await expect(store.delete(output(key)), key).rejects.toMatchObject(denied);
      }
      const folder = task.output.prefix.replace(/[^/]+\/$/, '');
      for (const prefix of [folder, task.output.prefix.slice(0, -1), twin('')]) {
        await expect(allOf(store.list(made.outputBucket, prefix)), prefix).rejects.toMatchObject(denied);
      }
      await expectReadable(made.owner, output(twin('video.mp4')));
    });

    test('uploads in parts under its output prefix', async () => {
      const { store } = await opened();
      const upload = await store.startUpload(output(own('parts.bin')));
      await upload.putPart(1, Buffer.from('secret'));
      expect(await upload.complete({ ifAbsent: true })).toBe('stored');
      await expectReadable(store, output(own('parts.bin')));
      await store.delete(output(own('parts.bin')));
    });

    test('may not change what it reads', async () => {
      const { store } = await opened();
      for (const key of [task.source.key, 'persons/anna/1.jpg', 'persons/anna/new.jpg']) {
        await expect(store.put(input(key), Buffer.from('mine')), key).rejects.toMatchObject(denied);
        await expect(store.startUpload(input(key)), key).rejects.toMatchObject(denied);
        await expect(store.delete(input(key)), key).rejects.toMatchObject(denied);
      }
      await expectReadable(store, input('persons/anna/1.jpg'));
    });

    test('buckets are not mixed up', async () => {
      if (made.inputBucket === made.outputBucket) return;
      const { store } = await opened();
      await made.owner.put(output(task.source.key), Buffer.from('secret'));
      await expectUnreadable(store, output(task.source.key));
      await expect(store.put(input(own('video.mp4')), Buffer.from('mine'))).rejects.toMatchObject(denied);
    });

    test("an output prefix that is not the task's own is refused", async () => {
      for (const prefix of ['videos/output/', `videos/output/u123/${'0'.repeat(32)}/`, `x/../${task.taskId}/`]) {
        const widened = { ...task, output: { ...task.output, prefix } };
        await expect(made.scope.open(widened), prefix).rejects.toMatchObject({ code: 'TASK_INVALID' });
      }
    });
  });
}
