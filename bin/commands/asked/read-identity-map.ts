import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { maxIdentities, targetsBy } from '../../../contract/identity.ts';
import { personNameSchema } from '../../../contract/object-keys.ts';
import { parseJsonWith } from '../../../contract/parse.ts';
import { UsageError } from '../exit-codes.ts';
import { mustBePhoto, mustExist } from '../must-read.ts';

const fileSchema = z.string().min(1);
// The contract's targets, but a photo is a file here and no key.
const targetSchema = targetsBy(
  fileSchema,
  'expected "all", {"photo": "file.jpg"}, {"index": 0} or {"timeS": 1.5, "x": 640, "y": 200}',
);

const photosSchema = z.strictObject({ photos: z.array(fileSchema).min(1).max(20) });
const sources = [z.literal('keep'), z.literal('blur'), photosSchema] as const;
const isPerson = (given: unknown): boolean => z.object({ person: z.string() }).safeParse(given).success;

const mapOf = <Source>(source: z.ZodType<Source>) =>
  z
    .array(z.strictObject({ target: targetSchema, source }))
    .min(1)
    .max(maxIdentities);

/** Of this machine, where nobody is known before a task names photos; and of a stage, whose bucket holds persons. */
const mapSchemas = {
  here: mapOf(
    z.union(sources, {
      error({ input }) {
        const words = 'expected "keep", "blur" or {"photos": ["file.jpg"]}';
        return isPerson(input) ? `${words}; a person is somebody of a stage, for faceline submit` : words;
      },
    }),
  ),
  stage: mapOf(
    z.union([...sources, z.strictObject({ person: personNameSchema })], {
      error: 'expected "keep", "blur", {"photos": ["file.jpg"]} or {"person": "anna"}',
    }),
  ),
};

/** One rule of a map file: photos are files, relative to the map. */
export type MapRule = z.infer<typeof mapSchemas.stage>[number];

/**
 * Reads `--map`: who becomes whom. Files are relative to the map's own folder.
 * @param place where the task will be done: only a stage knows persons by name
 * @returns the rules, every file with its full path
 * @throws UsageError that names the field, or the file that is not there
 */
export function readIdentityMap(file: string, place: keyof typeof mapSchemas): MapRule[] {
  const full = mustExist('--map', file);
  const schema: z.ZodType<MapRule[]> = mapSchemas[place];
  const parsed = parseJsonWith(schema, readFileSync(full, 'utf8'), `map ${path.basename(file)}`);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  const folder = path.dirname(full);
  const found = (name: string): string => mustBePhoto(`--map ${path.basename(file)}`, path.resolve(folder, name));
  return parsed.value.map(({ target, source }) => ({
    target: typeof target === 'object' && 'photo' in target ? { photo: found(target.photo) } : target,
    source: typeof source === 'object' && 'photos' in source ? { photos: source.photos.map(found) } : source,
  }));
}
