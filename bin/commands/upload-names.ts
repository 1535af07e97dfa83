import path from 'node:path';
import { keyProblem, safeStem } from '../../contract/object-keys.ts';

const imageExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp']);
export const isImageFile = (file: string): boolean => imageExtensions.has(path.extname(file).toLowerCase());

/** A file's own name, unless no bucket may have such a key. */
export function fileNameFor(target: string): string {
  const name = path.basename(target);
  return keyProblem(name) === undefined ? name : `${safeStem(name)}${/\.[A-Za-z0-9]+$/.exec(name)?.[0] ?? ''}`;
}

/** The key of an upload of this minute. */
export const keyFor = (user: string, target: string): string =>
  `${isImageFile(target) ? 'images' : 'videos'}/input/${user}/${minuteNow()}/${fileNameFor(target)}`;

/** yyyymmddHHMM, UTC. */
const minuteNow = (): string => new Date().toISOString().replace(/\D/g, '').slice(0, 12);

/** Bucket names of the embedded default. */
export const localBuckets = { input: 'input', output: 'output' } as const;
