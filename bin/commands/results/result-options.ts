import { Option } from '@commander-js/extra-typings';
import type { WhenTaken } from './plan-results.ts';

/** Flags of every command that writes results into a folder of the user's. */
export const resultOptions = {
  force: () => new Option('--force', 'replace earlier results of Faceline').conflicts('number'),
  number: () => new Option('--number', 'where a name is taken: the next number, as in clip.swapped-2.mp4'),
};

/** What those flags ask for. */
export function whenTaken({ force, number }: { force?: true | undefined; number?: true | undefined }): WhenTaken {
  if (force) return 'replace';
  return number ? 'number' : 'refuse';
}
