import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openFolderObjectStore } from '../../../../gpu-worker/adapters/local/folder-object-store.ts';
import { publishResult } from '../../../../gpu-worker/task/publish-result.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { sampleTask } from '../../../helpers/tasks/sample-task.ts';

const signal = new AbortController().signal;

async function published(processors: ReturnType<typeof sampleTask>['processors'], texts: readonly string[]) {
  const folder = await temporaryFolder();
  const store = await openFolderObjectStore(path.join(folder, 'store'));
  const task = { ...sampleTask({ outputBucket: 'output' }), processors };
  const sizes: (readonly number[])[] = [];
  for (const text of texts) {
    const file = path.join(folder, `${sizes.length}.mp4`);
    await writeFile(file, text);
    sizes.push(await publishResult(task, [{ name: 'video.mp4', file, contentType: 'video/mp4' }], { store, signal }));
  }
  const head = await store.head({ bucket: 'output', key: `${task.output.prefix}video.mp4` });
  return { sizes, metadata: head?.metadata };
}

test('a result that a model made is labelled AI-generated; a transcode is not', async () => {
  const swapped = await published(sampleTask().processors, ['film']);
  expect(swapped.metadata).toMatchObject({ 'ai-generated': 'faceline' });
  const transcoded = await published([{ name: 'transcode' }], ['film']);
  expect(Object.keys(transcoded.metadata ?? {})).toEqual(['task-id']);
});

test('whoever publishes first wins; the second learns the size of what is there', async () => {
  const { sizes } = await published(sampleTask().processors, ['first', 'another, longer one']);
  expect(sizes).toEqual([[5], [5]]);
});
