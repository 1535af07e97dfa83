import { systemCode } from '../../gpu-worker/errors.ts';

const words: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'something that is no folder is in the way',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such folder, or none can be made',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead in a circle',
};

/** Why something cannot be written, as a person says it; the system's own words for what is not foreseen here. */
export function systemWords(thrown: unknown): string {
  const known = words[systemCode(thrown) ?? ''];
  return known ?? (thrown instanceof Error ? thrown.message : String(thrown));
}
