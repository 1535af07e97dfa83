import * as z from 'zod';
import { byName } from './by-name.ts';
import { errorCodeSchema } from './error-codes.ts';
import { faceTaskSchema } from './face-task.ts';
import { identitySchema } from './identity.ts';
import { parseVersioned, type Versioned } from './parse.ts';

export const reportVersion = 1;

/** One photo of a person, and what was made of it. */
const photoReportSchema = z.strictObject({
  key: z.string(),
  /** On one machine: the file that was named, its full path. */
  file: z.string().optional(),
  /** Faces in the photo; the largest is used. */
  faces: z.int(),
  note: z.string().optional(),
});

/** One line of the task's identity map, and what came of it. */
const identityReportSchema = z.strictObject({
  target: identitySchema.shape.target,
  source: identitySchema.shape.source,
  outcome: z.enum(['matched', 'matches nobody']),
  /** Tracks it decided, and the frames in which they are to be seen; faces filled in between included. */
  tracks: z.int(),
  frames: z.int(),
  note: z.string().optional(),
});

/** Faces joined over frames. */
const tracksReportSchema = z.strictObject({
  count: z.int(),
  /** Faces that the detector missed and that were filled in from the frames around. */
  interpolated: z.int(),
  cuts: z.int(),
});

/** The vote of the content models: of a result, or of an error that refuses one. */
const screeningReportSchema = z.strictObject({
  outcome: z.enum(['passed', 'refused', 'not screened']),
  /** The models that were not there; absent where all were. */
  missing: z.array(z.string()).optional(),
  /** Until the outcome was certain: a refusal does not wait for the end. */
  framesChecked: z.int(),
  framesFlagged: z.int(),
  /** Flagged over checked, 0..1; 0 where nothing was checked. */
  flaggedShare: z.number(),
});

const modelReportSchema = z.strictObject({
  role: z.string(),
  name: z.string(),
  sha256: z.string(),
  /** As the model's publisher or FaceFusion states it. "demo" for Faceline's own demo models. */
  licence: z.string(),
  note: z.string().optional(),
});

/** Seconds (ADR 15). Of stages in frame workers: work, summed over frames and workers, which run at the same time. */
const timingsSchema = z.strictObject({
  fetchS: z.number(),
  /** Of a video: how long the decoder was waited for. */
  decodeS: z.number(),
  detectS: z.number(),
  /** Of every step of the task that does something to frames, by its name. */
  steps: byName(z.number()),
  pasteS: z.number(),
  /** Of a video: how long the encoder was waited for. */
  encodeS: z.number(),
  publishS: z.number(),
  /** The first of two passes over the frames, where there are two: decode, detect, embed. */
  analysisS: z.number().optional(),
  /** First frame decoded to last frame encoded. */
  framesWallS: z.number(),
  totalWallS: z.number(),
  /** Time inside models, summed over frame workers, over their number and over framesWallS + analysisS, 0..1. */
  inferenceShare: z.number(),
});

const resultSchema = z.strictObject({
  /** The finished file's key under the output prefix: `video.mp4`; in a report among a user's own files its name there. */
  file: z.string(),
  poster: z.string(),
  preview: z.string(),
  sizeBytes: z.int(),
  /** What wrote the file, with its settings: `libx264 veryfast crf 16`, `png`. */
  encoder: z.string(),
  media: z.strictObject({
    width: z.int(),
    height: z.int(),
    frames: z.int(),
    durationS: z.number(),
    rotation: z.int(),
    audioTracks: z.int(),
    /** Where the first frame begins in the source, and where the last one ends, seconds. Absent: all of it. */
    piece: z.strictObject({ fromS: z.number(), toS: z.number() }).optional(),
  }),
  faces: z.strictObject({
    found: z.int(),
    /**
     * Faces changed, by the name of the step: every step of the task that changes faces is there, also with 0, and
     * `blur` where the identity map asks for it. A face that two steps changed counts under both.
     */
    changed: byName(z.int()),
    framesWithFaces: z.int(),
    /** Faces left alone, counted by reason. */
    skipped: byName(z.int()),
  }),
  persons: z.array(z.strictObject({ person: z.string(), photos: z.array(photoReportSchema) })),
  /** Of a task with an identity map, in its order. */
  identities: z.array(identityReportSchema).optional(),
  /** Of a task with tracks. */
  tracks: tracksReportSchema.optional(),
  screening: screeningReportSchema.optional(),
  models: z.array(modelReportSchema),
  timings: timingsSchema,
  /** What was changed or dropped on the way, each a sentence. */
  notes: z.array(z.string()),
});

const failureSchema = z.strictObject({
  code: errorCodeSchema,
  message: z.string(),
  advice: z.string(),
  retryable: z.boolean(),
  /** Of a source whose content was refused. */
  screening: screeningReportSchema.optional(),
});

const reportFields = z.strictObject({
  version: z.literal(reportVersion),
  taskId: z.string(),
  outcome: z.enum(['done', 'failed', 'refused']),
  /** The uploaded object. */
  source: z.strictObject({
    bucket: z.string(),
    key: z.string(),
    /** On one machine: the file that was named, its full path. */
    file: z.string().optional(),
  }),
  output: z.strictObject({ bucket: z.string(), prefix: z.string() }),
  user: z.string().optional(),
  /** What was asked, as the worker read it. Absent where no task could be made or parsed. */
  task: faceTaskSchema.optional(),
  /** How often the task was received, this time included. */
  attempts: z.int(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  faceline: z.string(),
  result: resultSchema.optional(),
  error: failureSchema.optional(),
});

/**
 * The record of a task, written last and once under its output prefix. `refused`: no task was made of the upload;
 * `failed`: a task was made and could not be finished; `done`: the files are there.
 */
export const reportSchema = reportFields.superRefine((report, context) => {
  const needed = report.outcome === 'done' ? 'result' : 'error';
  const unwanted = report.outcome === 'done' ? 'error' : 'result';
  if (report[needed] === undefined) {
    context.addIssue({ code: 'custom', path: [needed], message: `a report that is ${report.outcome} needs it` });
  }
  if (report[unwanted] !== undefined) {
    context.addIssue({ code: 'custom', path: [unwanted], message: `a report that is ${report.outcome} has none` });
  }
});

export type Report = z.infer<typeof reportSchema>;
export type Result = z.infer<typeof resultSchema>;
export type Timings = z.infer<typeof timingsSchema>;
export type IdentityReport = z.infer<typeof identityReportSchema>;
export type ScreeningReport = z.infer<typeof screeningReportSchema>;
export type TracksReport = z.infer<typeof tracksReportSchema>;
export type PersonReport = Result['persons'][number];

/** Parses a report. A version mismatch names both versions. */
export const parseReport = (data: unknown): Versioned<Report> =>
  parseVersioned(reportSchema, data, { what: 'report', version: reportVersion, reader: 'program' });
