import { lstatSync, type Stats } from 'node:fs';
import path from 'node:path';
import { systemCode } from '../../../gpu-worker/errors.ts';
import { UsageError } from '../exit-codes.ts';
import { type MadeFile, madeFiles } from './own-files.ts';
import { fileState, type ProtectedFiles } from './protected-files.ts';
import { numberedNames, type ResultNames } from './result-names.ts';

/** What is done where a name is taken: nothing at all, its own earlier results are replaced, or the next number. */
export type WhenTaken = 'refuse' | 'replace' | 'number';

/** Where the files of one result will lie. */
export interface ResultPlan {
  readonly folder: string;
  readonly names: ResultNames;
  /** Those of the names that are replaced, earlier results of Faceline's, and the {@link fileState} of each. */
  readonly replaces: ReadonlyMap<string, string>;
  readonly protectedFiles: ProtectedFiles;
}

/** A name that is taken, and what stands against writing it. */
export interface TakenName {
  readonly file: string;
  readonly why: string;
  /** Whether `--force` would replace it. */
  readonly replaceable: boolean;
}

export type Planned =
  | { readonly ok: true; readonly plan: ResultPlan }
  | { readonly ok: false; readonly taken: readonly TakenName[] };

/**
 * Looks, before anything is worked on, whether a result's files can be written under their names.
 * @param known of several results: the files of the folder that Faceline made, and paths that others of the same
 * command take, to which the names of a plan that is made are added
 */
export function planResults(
  wanted: { readonly folder: string; readonly names: ResultNames },
  whenTaken: WhenTaken,
  protectedFiles: ProtectedFiles,
  known: { readonly made?: ReadonlyMap<string, MadeFile>; readonly others?: Set<string> } = {},
): Planned {
  const { folder } = wanted;
  const { made = madeFiles(folder), others = new Set() } = known;
  for (let number = 1; ; number += 1) {
    const names = numberedNames(wanted.names, number);
    const taken = writtenNames(names).flatMap((name): TakenName[] => {
      const file = path.join(folder, name);
      if (others.has(spelling(file)))
        return [{ file, why: 'another target of this command takes it', replaceable: false }];
      const facts = lookAt(file);
      if (facts === undefined) return [];
      const what = protectedFiles.whatIs(file);
      if (what !== undefined) return [{ file, why: `it is ${what}`, replaceable: false }];
      const own = facts.isFile() ? made.get(name) : undefined;
      const keeper = own?.report.result?.file;
      if (keeper !== undefined && keeper !== names.file && lookAt(path.join(folder, keeper)) !== undefined)
        return [{ file, why: `it belongs to ${keeper}`, replaceable: false }];
      if (own?.hasChanged === true) return [{ file, why: 'it has changed since Faceline made it', replaceable: false }];
      if (own !== undefined) return [{ file, why: 'it is there already', replaceable: true }];
      return [{ file, why: 'it is there, and no report beside it says that Faceline made it so', replaceable: false }];
    });
    const isFree = taken.length === 0;
    if (isFree || (whenTaken === 'replace' && taken.every(({ replaceable }) => replaceable))) {
      for (const name of writtenNames(names)) others.add(spelling(path.join(folder, name)));
      const states = taken.map(({ file }) => [path.basename(file), fileState(file)] as const);
      // What has gone in this very moment is not there to be replaced.
      const replaces = new Map(
        states.flatMap(([name, state]) => (state === undefined ? [] : [[name, state] as const])),
      );
      return { ok: true, plan: { folder, names, replaces, protectedFiles } };
    }
    if (whenTaken !== 'number') return { ok: false, taken };
  }
}

/** What a task that is done writes. */
export const writtenNames = ({ file, poster, preview, report }: ResultNames): string[] => [
  file,
  poster,
  preview,
  report,
];

/** What has a name; a link itself, not what it leads to. */
function lookAt(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (thrown) {
    // No folder is there yet; whether it can be made is seen when it is.
    if (systemCode(thrown) === 'ENOTDIR') return undefined;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new UsageError(`Nothing can be written under this name: ${file} (${why}). Name another.`);
  }
}

/** Two names that some file system takes for one. */
const spelling = (file: string): string => file.normalize('NFC').toLowerCase();
