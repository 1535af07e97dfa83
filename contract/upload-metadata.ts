import * as z from 'zod';
import { ageProblem } from './face-selector.ts';
import { type Identity, identitiesSchema } from './identity.ts';
import { personNameSchema } from './object-keys.ts';
import { defined } from './options/option.ts';
import { type CompleteOptions, defaultOptions, type TaskOptions, taskOptionsSchema } from './options/options.ts';
import { type Parsed, parseJsonWith, parseWith } from './parse.ts';
import { pieceProblem } from './piece.ts';
import { nothingAsked, presets } from './presets.ts';
import { processorsFor } from './processors/processors.ts';

/** Most bytes of the `options` metadata, and of `identities`, as UTF-8. S3 allows 2 KB for all metadata of an object together. */
export const maxOptionsBytes = 1024;

/** What an upload asks for. */
export interface UploadWish {
  /** Whom all faces become, or all that `identities` are not for. */
  readonly person?: string | undefined;
  /** Who becomes whom. */
  readonly identities?: readonly Identity[] | undefined;
  readonly preset?: string | undefined;
  readonly options?: TaskOptions | undefined;
}

const metadataSchema = z.object({
  person: z
    .string()
    .transform((person, context) => {
      try {
        // S3 metadata is ASCII: a name such as "Zoë" travels percent-encoded, and no name has a "%" of its own.
        return decodeURIComponent(person);
      } catch {
        context.addIssue({ code: 'custom', message: 'its percent-encoding is broken' });
        return z.NEVER;
      }
    })
    .pipe(personNameSchema)
    .optional(),
  preset: z.string().optional(),
  options: z.string().optional(),
  identities: z.string().optional(),
});

/**
 * Reads an upload's object metadata: `person`, `preset`, `options` and `identities` (JSON, at most 1 KB each).
 * Whatever else is there is somebody else's and ignored.
 * @param metadata names in lower case, without `x-amz-meta-`
 * @param maxBytes of each field that holds JSON
 */
export function parseUploadMetadata(
  metadata: Readonly<Record<string, string>>,
  maxBytes: number = maxOptionsBytes,
): Parsed<UploadWish> {
  const parsed = parseWith(metadataSchema, metadata, 'object metadata');
  if (!parsed.ok) return parsed;
  const { person, preset } = parsed.value;
  const options = parseField(taskOptionsSchema, parsed.value.options, 'options', maxBytes);
  if (!options.ok) return options;
  const identities = parseField(identitiesSchema, parsed.value.identities, 'identities', maxBytes);
  if (!identities.ok) return identities;
  const wish = {
    ...(person === undefined ? {} : { person }),
    ...(preset === undefined ? {} : { preset }),
    ...(options.value === undefined ? {} : { options: options.value }),
    ...(identities.value === undefined ? {} : { identities: identities.value }),
  };
  return { ok: true, value: wish };
}

/** One field of the metadata that holds JSON. */
function parseField<T>(
  schema: z.ZodType<T>,
  text: string | undefined,
  name: string,
  maxBytes: number,
): Parsed<T | undefined> {
  if (text === undefined) return { ok: true, value: undefined };
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > maxBytes) {
    const problem = `The object metadata "${name}" has ${sizeBytes} bytes; the most is ${maxBytes}.`;
    return { ok: false, problem };
  }
  return parseJsonWith(schema, text, `object metadata "${name}"`);
}

/** The metadata to upload with, the other way round: what {@link parseUploadMetadata} reads back as `wish`. */
export function uploadMetadata(wish: UploadWish): Record<string, string> {
  const { person, preset, options, identities } = wish;
  return {
    ...(person === undefined ? {} : { person: encodeURIComponent(person) }),
    ...(preset === undefined ? {} : { preset }),
    ...(options === undefined ? {} : { options: JSON.stringify(options) }),
    ...(identities === undefined ? {} : { identities: asciiJson(identities) }),
  };
}

/** S3 metadata is ASCII; JSON has an escape for everything else. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

type OptionsWish = Pick<UploadWish, 'preset' | 'options'>;

/** Defaults, then the preset's options, then the wish's own. A wish that names an unknown preset is a problem. */
export function resolveOptions(wish: OptionsWish): Parsed<CompleteOptions> {
  if (wish.preset !== undefined && !Object.hasOwn(presets, wish.preset)) {
    const known = Object.keys(presets).join(', ');
    return { ok: false, problem: `There is no preset ${JSON.stringify(wish.preset)}; there are ${known}.` };
  }
  const options: CompleteOptions = { ...defaultOptions, ...askedOptions(wish) };
  if (processorsFor(options).length === 0) return { ok: false, problem: nothingAsked };
  const problem = ageProblem(options) ?? pieceProblem(options);
  return problem === undefined ? { ok: true, value: options } : { ok: false, problem };
}

type DefinedOptions = { [Name in keyof TaskOptions]: Exclude<TaskOptions[Name], undefined> };

/** What a wish says itself: the options of its preset, where there is such a one, and its own on top. */
export const askedOptions = ({ preset, options = {} }: OptionsWish): DefinedOptions => ({
  ...(preset !== undefined && Object.hasOwn(presets, preset) ? defined(presets[preset] ?? {}) : {}),
  ...defined(options),
});
