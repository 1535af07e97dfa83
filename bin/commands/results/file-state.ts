import { lstatSync } from 'node:fs';

/**
 * Tells a file, as it is, from any other and from itself once it was written to; undefined where there is no file of its
 * own under that name, but nothing, a folder or a link.
 */
export function fileState(file: string): string | undefined {
  const facts = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  if (facts?.isFile() !== true) return undefined;
  return `${facts.dev}:${facts.ino}:${facts.size}:${facts.mtimeNs}`;
}
