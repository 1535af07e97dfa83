import path from 'node:path';

/** Where the embedded pipeline keeps things inside its folder. */
export const localObjects = (folder: string): string => path.join(folder, 'objects');
export const localQueueFile = (folder: string): string => path.join(folder, 'queue.sqlite');
export const localScratch = (folder: string): string => path.join(folder, 'scratch');
