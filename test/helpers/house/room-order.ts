import path from 'node:path';
import type { ImportGraph } from './import-graph.ts';

/**
 * The rooms of the worker, top to bottom: each imports only what stands below it. `processors/*` are the processors'
 * own folders, of which none imports another; `adapters` are chosen by main alone and know ports only.
 */
export const roomOrder = [
  'main',
  'loop',
  'task',
  'task/first-pass',
  'inspect',
  'compare',
  'frames',
  'catalog',
  'processors/*',
  'processors',
  'screening',
  'masks',
  'finding',
  'models/files',
  'models/licences',
  'models',
  'transfer',
  'media',
  'media/video',
  'media/image',
  'inference',
  'tracks',
  'faces',
  'pixels',
  'adapters',
  'files',
  'floor',
] as const;
export type Room = (typeof roomOrder)[number];

/** Files of the worker's root that put rooms together; the others there are what every room may need. */
const doors = /^gpu-worker\/(main|config|check-[a-z-]+)\.ts$/;

/** What each of the project's folders may import beside itself. The linter says so too, but sees no `import('…')` of types. */
const folders: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  functions: ['contract'],
  lib: ['contract'],
  'gpu-worker': ['contract'],
  examples: ['contract', 'gpu-worker'],
  bin: ['contract', 'functions', 'lib', 'gpu-worker', 'examples'],
};

/** Rooms that import what is pure, and nothing else. */
const pure: readonly (Room | undefined)[] = ['tracks', 'faces', 'pixels'];

/** Hands out the processors, as their folders do. */
const processorList = 'gpu-worker/catalog/processors.ts';

/** Whose folder a file lies in: `swap`. */
const processorOf = (file: string): string | undefined => file.split('/')[2];

/** The room of a file of the worker: the longest name in {@link roomOrder} that its folder begins with. */
export function roomOf(file: string): Room | undefined {
  if (!file.startsWith('gpu-worker/')) return undefined;
  const folder = path.posix.dirname(file).slice('gpu-worker/'.length);
  if (folder === '') return doors.test(file) ? 'main' : 'floor';
  if (folder.startsWith('processors/')) return 'processors/*';
  const rooms = roomOrder.filter((room) => folder === room || folder.startsWith(`${room}/`));
  return rooms.toSorted((a, b) => b.length - a.length)[0];
}

/**
 * The rooms of `bin/`, top to bottom: its own files, a folder a command, what several commands share, and the files of
 * `bin/commands/`.
 */
const binOrder = ['bin', 'a command', 'asked', 'words', 'results', 'progress', 'files of commands'] as const;

/** The folder of a file of `bin/commands/`; undefined of other files, empty of its own. */
const commandFolder = (file: string): string | undefined =>
  file.startsWith('bin/commands/') ? (path.posix.dirname(file).split('/')[2] ?? '') : undefined;

function binRoom(file: string): (typeof binOrder)[number] {
  const folder = commandFolder(file);
  if (folder === undefined) return 'bin';
  return folder === '' ? 'files of commands' : (binOrder.find((room) => room === folder) ?? 'a command');
}

function whyWrongInBin(from: string, to: string): string | undefined {
  const [own, target] = [binRoom(from), binRoom(to)];
  if (own === 'a command' && target === own) {
    const [folder, other] = [commandFolder(from), commandFolder(to)];
    // What a bench measures is another command.
    return folder === other || folder === 'bench' ? undefined : 'a command imports no other command';
  }
  return binOrder.indexOf(target) < binOrder.indexOf(own) ? `${target} stands above ${own}` : undefined;
}

/** What is wrong with the arrows between rooms, a sentence each; none where they all go down. */
export function wrongArrows(graph: ImportGraph): string[] {
  const arrows = [...graph].flatMap(([from, imports]) => imports.map((to) => ({ from, to })));
  return arrows.flatMap(({ from, to }) => {
    const why = whyWrong(from, to);
    return why === undefined ? [] : [`${from} imports ${to}: ${why}`];
  });
}

function whyWrong(from: string, to: string): string | undefined {
  const [folder = '', other = ''] = [from, to].map((file) => file.split('/')[0]);
  if (folder !== other && folders[folder]?.includes(other) !== true) return `${folder}/ knows no ${other}/`;
  const target = roomOf(to);
  if (from.startsWith('bin/') && to.startsWith('bin/')) return whyWrongInBin(from, to);
  if (from.startsWith('bin/')) {
    const hidden = target === 'frames' || target === 'pixels' || target?.startsWith('processors') === true;
    return hidden || to === processorList ? 'bin/ knows no frames, processors and pixels' : undefined;
  }
  const own = roomOf(from);
  const isMain = from === 'gpu-worker/main.ts';
  if (target === 'processors/*' && own !== 'processors/*' && own !== 'catalog' && !isMain) {
    return "only catalog/ and main.ts import a processor's folder";
  }
  if (!from.startsWith('gpu-worker/')) return undefined;
  if (own === undefined) return 'it lies in no room';
  if (pure.includes(own) && (target === undefined || target === 'files' || target === 'floor')) return `${own} is pure`;
  if (!to.startsWith('gpu-worker/')) return undefined;
  if (target === undefined) return 'that lies in no room';
  if (target === 'adapters' && own !== 'adapters' && !isMain) return 'main alone chooses adapters';
  if (target === 'processors/*' && own === 'processors/*' && processorOf(from) !== processorOf(to)) {
    return 'a processor imports no other processor';
  }
  if (own === 'loop' && target.startsWith('task')) return 'loop/ knows no task/';
  if (own === 'loop' && target !== 'loop' && target !== 'files' && target !== 'floor') return 'loop/ knows no picture';
  return roomOrder.indexOf(target) < roomOrder.indexOf(own) ? `${target} stands above ${own}` : undefined;
}
