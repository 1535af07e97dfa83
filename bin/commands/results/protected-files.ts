import { lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Files that nothing is written over, and what each is. */
export interface ProtectedFiles {
  /** What of them a name leads to, as words for a message; undefined when it leads to none. */
  whatIs(name: string): string | undefined;
}

/** Names that are known to belong to models; the folder may hold other files, which are nobody's models. */
const isOfModels = (name: string): boolean => /\.(onnx|hash)$/.test(name) || name === 'models.lock.json';

/**
 * Protects what a task is made of. Files are told by what they are on the disk: another spelling, a symbolic link or
 * a hard link to one is that one.
 * @param files what each is, for messages, and where it lies
 * @param models folder of the models
 */
export function protectFiles(
  files: readonly { readonly what: string; readonly file: string }[],
  models?: string,
): ProtectedFiles {
  const known = new Map<string, string>();
  for (const { what, file } of [...files, ...modelFiles(models)]) {
    const identity = identityOf(file);
    if (identity !== undefined && !known.has(identity)) known.set(identity, what);
  }
  return {
    whatIs(name) {
      const identity = identityOf(name);
      return identity === undefined ? undefined : known.get(identity);
    },
  };
}

function modelFiles(folder: string | undefined): { what: string; file: string }[] {
  if (folder === undefined || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const names = readdirSync(folder).filter(isOfModels);
  return names.map((name) => ({ what: 'a file of the models', file: path.join(folder, name) }));
}

/** The file behind a name, links followed. */
function identityOf(name: string): string | undefined {
  try {
    const { dev, ino } = statSync(name, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/**
 * Tells a file, as it is, from any other and from itself once it was written to; undefined where there is no file of its
 * own under that name, but nothing, a folder or a link.
 */
export function fileState(file: string): string | undefined {
  const facts = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  if (facts?.isFile() !== true) return undefined;
  return `${facts.dev}:${facts.ino}:${facts.size}:${facts.mtimeNs}`;
}
