import * as z from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { identitiesSchema } from './identity.ts';
import { objectKeySchema, personNameSchema } from './object-keys.ts';
import { taskOptionsSchema } from './options/options.ts';
import { parseJsonWith, parseVersioned, type Versioned } from './parse.ts';

const manifestVersion = 1;
const maxManifestTasks = 10_000;
/** Of the manifest's own file: 500 bytes for each of 10,000 listed items. */
export const maxManifestBytes = 5_000_000;

const wishSchema = z.strictObject({
  preset: z.string().optional(),
  options: taskOptionsSchema.optional(),
  identities: identitiesSchema.optional(),
});

/**
 * One result asked for: a target (a template's key in the input bucket) and the person to put into it, or identities
 * that say who becomes whom; with both, the person is for all other faces.
 */
const itemSchema = z.strictObject({
  target: objectKeySchema,
  person: personNameSchema.optional(),
  identities: identitiesSchema.optional(),
  preset: z.string().optional(),
  options: taskOptionsSchema.optional(),
});

/**
 * A job of many tasks: every template × every person, and the listed items on top.
 * `defaults` apply to all; an item's own preset and identities take the place of the default ones, and its options come on top of the
 * default ones, one by one. Templates and targets are keys in the manifest's own bucket (see `parseTemplateKey`).
 */
const manifestSchema = z
  .strictObject({
    version: z.literal(manifestVersion),
    defaults: wishSchema.optional(),
    templates: z.array(objectKeySchema).optional(),
    persons: z.array(personNameSchema).optional(),
    items: z.array(itemSchema).optional(),
  })
  .superRefine((manifest, context) => {
    const count = (manifest.templates?.length ?? 0) * (manifest.persons?.length ?? 0) + (manifest.items?.length ?? 0);
    if (count === 0) {
      context.addIssue({ code: 'custom', message: 'it asks for nothing: give templates and persons, or items' });
    }
    if (count > maxManifestTasks) {
      context.addIssue({ code: 'custom', message: `it asks for ${count} tasks; the most is ${maxManifestTasks}` });
    }
  });
export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestItem = z.infer<typeof itemSchema>;

/** Parses a manifest's text. A version mismatch names both versions. */
export function parseManifest(text: string): Versioned<Manifest> {
  const json = parseJsonWith(z.unknown(), text, 'manifest');
  if (!json.ok) return json;
  return parseVersioned(manifestSchema, json.value, { what: 'manifest', version: manifestVersion, reader: 'intake' });
}

/** Every item a manifest asks for, defaults applied, in order and without repeats. */
export function manifestItems(manifest: Manifest): readonly ManifestItem[] {
  const { defaults } = manifest;
  const crossed = (manifest.templates ?? []).flatMap((target) =>
    (manifest.persons ?? []).map((person): ManifestItem => ({ target, person })),
  );
  const unique = new Map<string, ManifestItem>();
  for (const item of [...crossed, ...(manifest.items ?? [])]) {
    const preset = item.preset ?? defaults?.preset;
    const identities = item.identities ?? defaults?.identities;
    const options = { ...defaults?.options, ...item.options };
    const complete = {
      ...item,
      ...(preset === undefined ? {} : { preset }),
      ...(identities === undefined ? {} : { identities }),
      options,
    };
    unique.set(canonicalJson(complete), complete);
  }
  return [...unique.values()];
}
