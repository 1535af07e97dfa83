import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { faceSelectorFields, faceSelectorFor } from './face-selector.ts';
import { type Identity, identitiesSchema } from './identity.ts';
import { limitsSchema } from './limits.ts';
import { objectKeySchema, outputPrefixProblem } from './object-keys.ts';
import { findingOptions } from './options/finding.ts';
import { sidesSchema } from './options/option.ts';
import type { CompleteOptions } from './options/options.ts';
import { resultOptions } from './options/result.ts';
import { trackingOptions } from './options/tracking.ts';
import { parseVersioned, type Versioned } from './parse.ts';
import { pieceFields, pieceFor } from './piece.ts';
import { asksForPerson, processorsFor, stepSchema } from './processors/processors.ts';
import { uses } from './use.ts';

const { detector, detectorScore, detectorAngles, landmarker, landmarkerScore } = findingOptions;
const { crf, encoderPreset } = resultOptions;

export const faceTaskVersion = 1;

export const taskIdSchema = z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hex digits');

const faceTaskFields = z.strictObject({
  version: z.literal(faceTaskVersion),
  taskId: taskIdSchema,
  /** 1 for an upload; a redrive raises it. Not the queue's attempt count. */
  run: z.int().min(1),
  /** The uploaded object. `etag` and `versionId` pin what was uploaded. */
  source: z.strictObject({
    kind: z.enum(['video', 'image']),
    bucket: z.string().min(1),
    key: objectKeySchema,
    etag: z.string().min(1),
    versionId: z.string().min(1).optional(),
  }),
  identities: identitiesSchema,
  analysis: z.strictObject({
    detector: z.strictObject({
      model: detector.schema,
      score: detectorScore.schema,
      /** Degrees against the clock by which frames are turned to look for faces. Absent: upright only. */
      angles: detectorAngles.schema.optional(),
      /** Black around frames while faces are looked for: top, right, bottom, left, per cent. Absent: none. */
      margin: sidesSchema.optional(),
    }),
    landmarker: landmarker.schema,
    /** Least score of 68 points whose five align the face; absent: the default. */
    landmarkerScore: landmarkerScore.schema.optional(),
    ...faceSelectorFields,
    /** Faces are joined over frames and short gaps filled. Identity maps do so anyway. Absent: each frame by itself. */
    tracks: z.literal(true).optional(),
    /** Frames on each side over which the five points of a track are smoothed. Absent: none. */
    smoothing: trackingOptions.smoothing.schema.min(1).optional(),
  }),
  processors: z.array(stepSchema).min(1).max(8),
  ...pieceFields,
  encoder: z.strictObject({ crf: crf.schema, preset: encoderPreset.schema }),
  /** What the result is for. Absent: anything. */
  use: z.enum(uses).optional(),
  output: z.strictObject({ bucket: z.string().min(1), prefix: objectKeySchema.endsWith('/') }),
  limits: limitsSchema,
  requester: z.strictObject({ user: z.string().min(1), requestedAt: z.iso.datetime() }),
});

export const faceTaskSchema = faceTaskFields.superRefine(({ taskId, output }, context) => {
  const problem = outputPrefixProblem(output.prefix, taskId);
  if (problem !== undefined) context.addIssue({ code: 'custom', path: ['output', 'prefix'], message: problem });
});

/** One queue message: everything a worker needs to know, and nothing it has to ask for. */
export type FaceTask = z.infer<typeof faceTaskSchema>;

/** Parses a queue message's body. A version mismatch names both versions. */
export const parseFaceTask = (data: unknown): Versioned<FaceTask> =>
  parseVersioned(faceTaskSchema, data, { what: 'task', version: faceTaskVersion, reader: 'worker' });

/** What of a task decides its result, and so its id. */
export type TaskSettings = Pick<
  FaceTask,
  'identities' | 'analysis' | 'processors' | 'piece' | 'preview' | 'encoder' | 'use'
>;

/**
 * Turns complete options and a person into the settings of a task. No person is right only without a swapper;
 * without a swapper a person changes no pixel, so it is left out: no photo is fetched, and the id is the same.
 * Identities that only keep and blur need no swapper either.
 * @param identities who becomes whom; a person beside them is for all other faces
 */
export function settingsFor(
  options: CompleteOptions,
  person: string | undefined,
  identities: readonly Identity[] = [],
): TaskSettings {
  const { tracks, smoothing } = options;
  const swapsNobody =
    person === undefined && identities.length > 0 && identities.every(({ source }) => typeof source === 'string');
  return {
    identities: [
      ...identities,
      ...(person === undefined || !asksForPerson(options) ? [] : [{ target: 'all', source: { person } } as const]),
    ],
    analysis: {
      detector: detectorFor(options),
      landmarker: options.landmarker,
      ...(options.landmarker === 'none' ? {} : { landmarkerScore: options.landmarkerScore }),
      ...faceSelectorFor(options),
      // Left out where nothing is asked, so that ids of tasks stay what they were.
      ...(tracks || smoothing > 0 ? { tracks: true } : {}),
      ...(smoothing > 0 ? { smoothing } : {}),
    },
    processors: processorsFor(swapsNobody ? { ...options, swapper: 'none', transcode: true } : options),
    ...pieceFor(options),
    encoder: { crf: options.crf, preset: options.encoderPreset },
    ...(options.use === 'any' ? {} : { use: options.use }),
  };
}

/** What is not asked for is left out, so that ids of tasks stay what they were; angles in one order, for the same. */
function detectorFor(options: CompleteOptions): FaceTask['analysis']['detector'] {
  const { detectorAngles, detectorMargin: margin } = options;
  const angles = [...detectorAngles].sort((a, b) => a - b);
  const sides: [number, number, number, number] = Array.isArray(margin) ? margin : [margin, margin, margin, margin];
  return {
    model: options.detector,
    score: options.detectorScore,
    ...(angles.length === 1 && angles[0] === 0 ? {} : { angles }),
    ...(sides.every((side) => side === 0) ? {} : { margin: sides }),
  };
}

/**
 * The id of a task: the same upload with the same settings has the same id, whoever computes it and however often.
 * The first 32 hex digits of a SHA-256 over bucket, key, version (or etag) and the canonical settings.
 */
export function taskIdFor(source: Omit<FaceTask['source'], 'kind'>, settings: TaskSettings): string {
  const pinned = source.versionId ?? source.etag;
  return idOf([source.bucket, source.key, pinned, settings]);
}

/** The id in the report of an upload that no task was made of: one a bucket, key and version (or etag). */
export function refusalIdFor(source: {
  readonly bucket: string;
  readonly key: string;
  readonly pinned?: string;
}): string {
  return idOf([source.bucket, source.key, source.pinned ?? '', 'refused']);
}

const idOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(canonicalJson(parts)).digest('hex').slice(0, 32);
