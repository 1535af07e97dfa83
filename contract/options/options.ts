import * as z from 'zod';
import { processorOptions, processors } from '../processors/processors.ts';
import { choosingOptions } from './choosing.ts';
import { findingOptions } from './finding.ts';
import { noFaceMade, noFaces, unless, type WhyIdle } from './idle.ts';
import { maskOptions } from './masks.ts';
import { columnOf, type OptionRows, type ValuesOf } from './option.ts';
import { pieceOptions } from './piece.ts';
import { resultOptions } from './result.ts';
import { trackingOptions } from './tracking.ts';

/**
 * What a user may ask for, in one flat object: the same in object metadata, manifests, presets and on the command line.
 */
export const optionRows = {
  ...findingOptions,
  ...choosingOptions,
  ...trackingOptions,
  ...processorOptions,
  ...maskOptions,
  ...pieceOptions,
  ...resultOptions,
};

interface OptionSubject {
  readonly title: string;
  readonly rows: OptionRows;
  /** Why none of them changes anything. */
  readonly idle?: WhyIdle;
}

/** The same, by what they are about: the order of `--help` and docs/options.md. */
export const optionSubjects: readonly OptionSubject[] = [
  ...processors.map(({ words, options, facts, askedBy }) => ({
    title: words.title,
    rows: options,
    idle: unless(({ steps }) => steps.includes(facts), words.absent ?? `no \`${askedBy}\` is asked for`),
  })),
  { title: 'Which faces', rows: choosingOptions, idle: noFaces },
  { title: 'Finding faces', rows: findingOptions, idle: noFaces },
  { title: 'Faces over frames', rows: trackingOptions, idle: noFaces },
  { title: 'Masks', rows: maskOptions, idle: noFaceMade },
  { title: 'A piece of it', rows: pieceOptions },
  { title: 'The result', rows: resultOptions },
];

export const completeOptionsSchema = z.strictObject(columnOf(optionRows, 'schema'));
export type CompleteOptions = ValuesOf<typeof optionRows>;

/** Everything is optional where it is asked for; {@link defaultOptions} fills the rest. */
export const taskOptionsSchema = completeOptionsSchema.partial();
export type TaskOptions = z.infer<typeof taskOptionsSchema>;

/** Every default of Faceline's pictures. FaceFusion 3.8.1's, but for models and crf. */
export const defaultOptions: CompleteOptions = columnOf(optionRows, 'default');
