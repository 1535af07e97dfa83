import * as z from 'zod';
import type { StepFacts } from '../options/idle.ts';
import type { ValuesOf } from '../options/option.ts';
import { colourise } from './colourise.ts';
import { debug } from './debug.ts';
import { enhance } from './enhance.ts';
import type { MaskValues } from './face-mask.ts';
import { swap } from './swap.ts';
import { transcode } from './transcode.ts';
import { upscale } from './upscale.ts';

/** Every processor, in their order of work: faces, then what is done to whole frames, and last what resizes them. */
export const processors = [swap, enhance, colourise, debug, upscale, transcode] as const;
type Row = (typeof processors)[number];

const [first, ...others] = processors;
/** One step over a frame; they run in the order given. */
export const stepSchema = z.discriminatedUnion('name', [first.schema, ...others.map(({ schema }) => schema)]);
export type Step = z.infer<typeof stepSchema>;

/** The rows of all options of processors by their names. */
type Merged<Rows> = {
  readonly [Name in Rows extends unknown ? keyof Rows : never]: Extract<Rows, Readonly<Record<Name, unknown>>>[Name];
};
export const processorOptions: Merged<Row['options']> = Object.assign({}, ...processors.map(({ options }) => options));

type StepThatChanges<What extends StepFacts['changes']> = Extract<
  Step,
  { name: Extract<Row, { facts: { readonly changes: What } }>['name'] }
>;
export type StepOnFaces = StepThatChanges<'faces'>;

type Named = Pick<Step, 'name'>;

/** The row of a step. */
export function processorRow({ name }: Named): Row {
  const row = processors.find((each) => each.name === name);
  if (row === undefined) throw new RangeError(`There is no processor "${name}".`);
  return row;
}

const factsOf = (step: Named): StepFacts => processorRow(step).facts;
/** Whether a processor works on faces, or shows them, and so needs them found. */
export const worksOnFaces = (step: Named): boolean => factsOf(step).needsFaces;
export const changesFaces = (step: Named): boolean => factsOf(step).changes === 'faces';
export const givesIdentity = (step: Named): boolean => factsOf(step).givesIdentity;
export const generatesPixels = (step: Named): boolean => factsOf(step).generates;
/** Whether it runs a model, or needs one to find faces. */
export const needsModels = (step: Step): boolean => 'model' in step || worksOnFaces(step);
export const drawsMarks = (step: Step): step is StepThatChanges<'marks'> => factsOf(step).changes === 'marks';
export const resizesFrames = (step: Named): boolean => factsOf(step).resizes;
export const changesNothing = (step: Named): boolean => factsOf(step).changes === 'nothing';

/** What a step did to faces, behind a count: `swapped`. A step that is none of these is named. */
export const doneToFaces = (step: string): string =>
  step === 'blur' ? 'blurred' : (processors.find(({ name }) => name === step)?.words.done ?? `changed by ${step}`);

/** Whether options ask for somebody's identity, so that it matters whose. */
export const asksForPerson = (options: Parameters<typeof processorsFor>[0]): boolean =>
  processorsFor(options).some(givesIdentity);

/** The steps that complete options ask for, in their order; one that changes nothing only where there is no other. */
export function processorsFor(options: ValuesOf<typeof processorOptions> & MaskValues): Step[] {
  const steps = processors.flatMap(({ step }) => step(options) ?? []);
  const others = steps.filter((step) => !changesNothing(step));
  return others.length > 0 ? others : steps;
}
