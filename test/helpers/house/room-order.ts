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
  const target = roomOf(to);
  if (from.startsWith('bin/') && to.startsWith('bin/')) return whyWrongInBin(from, to);
  if (from.startsWith('bin/')) {
    const hidden = target === 'frames' || target === 'pixels' || target?.startsWith('processors') === true;
    return hidden ? 'bin/ knows no frames, processors and pixels' : undefined;
  }
  const own = roomOf(from);
  if (!from.startsWith('gpu-worker/')) return undefined;
  if (own === undefined) return 'it lies in no room';
  if (!to.startsWith('gpu-worker/')) return undefined;
  if (target === undefined) return 'that lies in no room';
  if (target === 'adapters' && own !== 'adapters' && own !== 'main') return 'main alone chooses adapters';
  if (target === 'processors/*') {
    if (own === 'processors/*') {
      return path.posix.dirname(from) === path.posix.dirname(to) ? undefined : 'a processor imports no other processor';
    }
    if (own !== 'catalog' && own !== 'main') return "only catalog/ and main.ts import a processor's folder";
  }
  if (own === 'loop' && target.startsWith('task')) return 'loop/ knows no task/';
  return roomOrder.indexOf(target) < roomOrder.indexOf(own) ? `${target} stands above ${own}` : undefined;
}
