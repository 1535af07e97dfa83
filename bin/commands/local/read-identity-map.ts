import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { maxIdentities } from '../../../contract/identity.ts';
import { parseJsonWith } from '../../../contract/parse.ts';
import { UsageError } from '../exit-codes.ts';
import { mustBePhoto } from '../must-be-photo.ts';

const fileSchema = z.string().min(1);
const ruleSchema = z.strictObject({
  // The contract's targets, but a photo is a file here and no key.
  target: z.union(
    [
      z.literal('all'),
      z.strictObject({ photo: fileSchema }),
      z.strictObject({ index: z.int().min(0).max(99) }),
      z.strictObject({ timeS: z.number().min(0), x: z.number().min(0), y: z.number().min(0) }),
    ],
    { error: 'expected "all", {"photo": "file.jpg"}, {"index": 0} or {"timeS": 1.5, "x": 640, "y": 200}' },
  ),
  source: z.union(
    [z.literal('keep'), z.literal('blur'), z.strictObject({ photos: z.array(fileSchema).min(1).max(20) })],
    { error: 'expected "keep", "blur" or {"photos": ["file.jpg"]}' },
  ),
});
const mapSchema = z.array(ruleSchema).min(1).max(maxIdentities);

/** One rule of a map file: photos are files, relative to the map. */
export type LocalIdentity = z.infer<typeof ruleSchema>;

/**
 * Reads `--map`: who becomes whom. Files are relative to the map's own folder.
 * @returns the rules, every file with its full path
 * @throws UsageError that names the field, or the file that is not there
 */
export function readIdentityMap(file: string): LocalIdentity[] {
  if (!existsSync(file)) throw new UsageError(`--map: there is no ${path.resolve(file)}.`);
  const parsed = parseJsonWith(mapSchema, readFileSync(file, 'utf8'), `map ${path.basename(file)}`);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  const folder = path.dirname(path.resolve(file));
  const found = (name: string): string => mustBePhoto(`--map ${path.basename(file)}`, path.resolve(folder, name));
  return parsed.value.map(({ target, source }) => ({
    target: typeof target === 'object' && 'photo' in target ? { photo: found(target.photo) } : target,
    source: typeof source === 'string' ? source : { photos: source.photos.map(found) },
  }));
}
