import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { processors } from '../../../contract/processors/processors.ts';
import { importCircles, importGraph, importsOf } from '../../helpers/house/import-graph.ts';
import { projectFiles } from '../../helpers/house/project-files.ts';
import { roomOf, wrongArrows } from '../../helpers/house/room-order.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const product = /^(bin|contract|examples|functions|gpu-worker|lib)\/.*\.ts$/;
const graph = importGraph(
  root,
  projectFiles(root).filter((file) => product.test(file)),
);

describe('the project', () => {
  test('has imports', () => {
    expect(graph.size).toBeGreaterThan(300);
    expect(graph.get('gpu-worker/main.ts')).toContain('gpu-worker/loop/worker.ts');
  });

  test('has no arrow that goes up, and every file of the worker lies in a room', () => {
    expect(wrongArrows(graph)).toEqual([]);
  });

  test('has no circle of imports, types included', () => {
    expect(importCircles(graph)).toEqual([]);
  });
});

test.each(processors)('the processor $name has a folder', ({ name }) => {
  expect(graph.has(`gpu-worker/processors/${name}/${name}.ts`)).toBe(true);
});

describe('planted violations', () => {
  test.each([
    ['contract/x.ts', 'gpu-worker/errors.ts', 'contract/ knows no gpu-worker/'],
    ['functions/intake/x.ts', 'gpu-worker/errors.ts', 'functions/ knows no gpu-worker/'],
    ['lib/x.ts', 'functions/intake/handler.ts', 'lib/ knows no functions/'],
    ['gpu-worker/x.ts', 'bin/faceline.ts', 'gpu-worker/ knows no bin/'],
    ['gpu-worker/pixels/x.ts', 'contract/limits.ts', 'pixels is pure'],
    ['gpu-worker/pixels/x.ts', 'gpu-worker/errors.ts', 'pixels is pure'],
    ['gpu-worker/pixels/x.ts', 'gpu-worker/faces/templates.ts', 'faces stands above pixels'],
    ['gpu-worker/faces/x.ts', 'gpu-worker/tracks/tracks.ts', 'tracks stands above faces'],
    ['gpu-worker/tracks/x.ts', 'gpu-worker/finding/detector.ts', 'finding stands above tracks'],
    ['gpu-worker/processors/swap/x.ts', 'gpu-worker/processors/enhance/enhance.ts', 'imports no other processor'],
    [
      'gpu-worker/processors/x.ts',
      'gpu-worker/processors/swap/swap.ts',
      "only catalog/ and main.ts import a processor's",
    ],
    ['gpu-worker/frames/x.ts', 'gpu-worker/processors/swap/swap.ts', "only catalog/ and main.ts import a processor's"],
    ['gpu-worker/processors/swap/x/y.ts', 'gpu-worker/processors/enhance/enhance.ts', 'imports no other processor'],
    ['gpu-worker/config.ts', 'gpu-worker/processors/swap/swap.ts', "only catalog/ and main.ts import a processor's"],
    ['examples/demo/x.ts', 'gpu-worker/processors/swap/swap.ts', "only catalog/ and main.ts import a processor's"],
    ['gpu-worker/processors/swap/x.ts', 'gpu-worker/catalog/catalog.ts', 'catalog stands above processors/*'],
    ['gpu-worker/loop/x.ts', 'gpu-worker/frames/frame-pool.ts', 'loop/ knows no picture'],
    ['gpu-worker/loop/x.ts', 'gpu-worker/media/open-media.ts', 'loop/ knows no picture'],
    ['gpu-worker/config.ts', 'gpu-worker/adapters/local/places.ts', 'main alone chooses adapters'],
    ['gpu-worker/loop/x.ts', 'gpu-worker/task/run-task.ts', 'loop/ knows no task/'],
    ['gpu-worker/loop/x.ts', 'gpu-worker/task/first-pass/plan-video.ts', 'loop/ knows no task/'],
    ['gpu-worker/task/first-pass/x.ts', 'gpu-worker/task/run-task.ts', 'task stands above task/first-pass'],
    ['gpu-worker/models/files/x.ts', 'gpu-worker/catalog/catalog.ts', 'catalog stands above models/files'],
    ['gpu-worker/models/licences/x.ts', 'gpu-worker/models/files/store.ts', 'models/files stands above'],
    ['gpu-worker/errors.ts', 'gpu-worker/files/name-file.ts', 'files stands above floor'],
    ['gpu-worker/ports.ts', 'gpu-worker/config.ts', 'main stands above floor'],
    ['gpu-worker/task/x.ts', 'gpu-worker/adapters/aws/aws-clients.ts', 'main alone chooses adapters'],
    ['gpu-worker/adapters/aws/x.ts', 'gpu-worker/task/run-task.ts', 'task stands above adapters'],
    ['gpu-worker/new-room/x.ts', 'gpu-worker/errors.ts', 'it lies in no room'],
    ['bin/commands/x.ts', 'gpu-worker/frames/frame-pool.ts', 'bin/ knows no frames'],
    ['bin/commands/x.ts', 'gpu-worker/processors/processor.ts', 'bin/ knows no frames'],
    ['bin/commands/x.ts', 'gpu-worker/pixels/geometry.ts', 'bin/ knows no frames'],
    ['bin/commands/asked/x.ts', 'bin/commands/local/submit-local.ts', 'a command stands above asked'],
    ['bin/commands/words/x.ts', 'bin/commands/asked/read-wish.ts', 'asked stands above words'],
    ['bin/commands/progress/x.ts', 'bin/commands/local/local-settings.ts', 'a command stands above progress'],
    ['bin/commands/results/x.ts', 'bin/commands/words/local-advice.ts', 'words stands above results'],
    ['bin/commands/x.ts', 'bin/commands/words/local-advice.ts', 'words stands above files of commands'],
    ['bin/commands/local/watch/x.ts', 'bin/commands/aws/stage.ts', 'a command imports no other command'],
    ['bin/commands/local/x.ts', 'bin/faceline.ts', 'bin stands above a command'],
    ['bin/commands/x.ts', 'gpu-worker/catalog/processors.ts', 'bin/ knows no frames'],
  ])('%s may not import %s', (from, to, why) => {
    expect(wrongArrows(new Map([[from, [to]]]))).toEqual([expect.stringContaining(why)]);
  });

  test.each([
    ['functions/intake/x.ts', 'contract/limits.ts'],
    ['examples/demo/x.ts', 'gpu-worker/pixels/geometry.ts'],
    ['bin/app.ts', 'lib/faceline-stack.ts'],
    ['gpu-worker/tracks/x.ts', 'gpu-worker/faces/templates.ts'],
    ['gpu-worker/main.ts', 'gpu-worker/task/run-task.ts'],
    ['gpu-worker/main.ts', 'gpu-worker/adapters/local/places.ts'],
    ['gpu-worker/catalog/x.ts', 'gpu-worker/processors/swap/swap.ts'],
    ['gpu-worker/processors/swap/x.ts', 'gpu-worker/processors/processor.ts'],
    ['gpu-worker/processors/swap/x.ts', 'gpu-worker/processors/swap/swapper.ts'],
    ['gpu-worker/processors/swap/x/y.ts', 'gpu-worker/processors/swap/swapper.ts'],
    ['gpu-worker/loop/x.ts', 'gpu-worker/files/make-folders.ts'],
    ['gpu-worker/media/video/container/checks/x.ts', 'gpu-worker/errors.ts'],
    ['gpu-worker/adapters/local/x.ts', 'gpu-worker/files/make-folders.ts'],
    ['bin/commands/x.ts', 'gpu-worker/task/run-task.ts'],
    ['bin/faceline.ts', 'bin/commands/words/local-advice.ts'],
    ['bin/commands/local/watch/x.ts', 'bin/commands/local/run-jobs.ts'],
    ['bin/commands/bench/x.ts', 'bin/commands/local/demo-inputs.ts'],
    ['bin/commands/asked/x.ts', 'bin/commands/words/option-words.ts'],
    ['bin/commands/words/x.ts', 'bin/commands/results/place-results.ts'],
    ['bin/commands/progress/x.ts', 'bin/commands/exit-codes.ts'],
  ])('%s may import %s', (from, to) => {
    expect(wrongArrows(new Map([[from, [to]]]))).toEqual([]);
  });

  test.each([
    ["export * from './b.ts';", 'gpu-worker/a/b.ts'],
    ["export { b } from '../b.ts';", 'gpu-worker/b.ts'],
    ["import type { B } from './b.ts';", 'gpu-worker/a/b.ts'],
    ["type B = import('./b.ts').B;", 'gpu-worker/a/b.ts'],
    ["const { b } = await import(\n  '../b.ts'\n);", 'gpu-worker/b.ts'],
    ['const { b } = await import(`./b.ts`);', 'gpu-worker/a/b.ts'],
    ["new Worker(new URL('./b.ts', import.meta.url));", 'gpu-worker/a/b.ts'],
    ["const b = createRequire(import.meta.url)('./b.ts');", 'gpu-worker/a/b.ts'],
  ])('%s is an import', (line, to) => {
    expect(importsOf('gpu-worker/a/a.ts', `${line}\n`)).toEqual([to]);
  });

  test('a circle is found, of types too, and told in its order', () => {
    const a = importsOf('gpu-worker/a.ts', "import type { B } from './b.ts';\n");
    const b = importsOf('gpu-worker/b.ts', "import { type C, d } from './c/c.ts';\nimport z from 'zod';\n");
    const c = importsOf('gpu-worker/c/c.ts', "const a = await import('../a.ts');\n");
    const files = new Map([
      ['gpu-worker/a.ts', a],
      ['gpu-worker/b.ts', b],
      ['gpu-worker/c/c.ts', c],
    ]);
    expect(importCircles(files)).toEqual([['gpu-worker/a.ts', 'gpu-worker/b.ts', 'gpu-worker/c/c.ts']]);
    expect(importCircles(new Map([...files, ['gpu-worker/c/c.ts', []]]))).toEqual([]);
  });

  test('the room of a file is the nearest one', () => {
    expect(roomOf('gpu-worker/models/files/store.ts')).toBe('models/files');
    expect(roomOf('gpu-worker/models/role.ts')).toBe('models');
    expect(roomOf('gpu-worker/media/video/codec/codec-pipe.ts')).toBe('media/video');
    expect(roomOf('lib/allow.ts')).toBeUndefined();
  });
});
