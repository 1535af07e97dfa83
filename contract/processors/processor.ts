import type * as z from 'zod';
import type { StepFacts } from '../options/idle.ts';
import type { OptionRows } from '../options/option.ts';

type StepSchema<Name extends string> = z.ZodObject<{ name: z.ZodLiteral<Name> }>;

/** A processor as everybody knows it who runs none: on the wire, in options, and in words. */
interface ProcessorRow<
  Name extends string = string,
  Schema extends StepSchema<Name> = StepSchema<Name>,
  Options extends OptionRows = OptionRows,
  Facts extends StepFacts = StepFacts,
  Values = never,
> {
  readonly name: Name;
  /** Its step in a task. */
  readonly schema: Schema;
  readonly facts: Facts;
  /** Its own options, beside those that several share. */
  readonly options: Options;
  /** Which of them asks for it, unless it is {@link off}. */
  readonly askedBy: keyof Options & string;
  readonly off: 'none' | false;
  /** The step that options ask for. What is not asked for is left out of it, so that ids of tasks stay what they were. */
  readonly step: (options: Values) => z.output<Schema> | undefined;
  readonly words: {
    /** Over its options, in `--help` and docs/options.md. */
    readonly title: string;
    /** What it did to faces or frames, and so what its result is called: `clip.swapped.mp4`. */
    readonly done: string;
    /** Why its options change nothing without it. Absent: it is not asked for. */
    readonly absent?: string;
  };
  /** A bundle of options that asks for this step alone, by this value of {@link askedBy}. */
  readonly preset?: { readonly name: string; readonly asks: string | true };
}

/** The compiler's eye on a row; it stays what it is. */
export const processor = <
  const Name extends string,
  Schema extends StepSchema<Name>,
  Options extends OptionRows,
  const Facts extends StepFacts,
  Values,
>(
  row: ProcessorRow<Name, Schema, Options, Facts, Values>,
): ProcessorRow<Name, Schema, Options, Facts, Values> => row;
