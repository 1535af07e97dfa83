/** What others have to know of a step that a task asks for. */
export interface StepFacts {
  /** Each face in turn, the frame as a whole, only marks drawn over it, or nothing at all. */
  readonly changes: 'faces' | 'frames' | 'marks' | 'nothing';
  /** Faces have to be found for it. */
  readonly needsFaces: boolean;
  /** It gives faces an identity, and so needs to know whose. */
  readonly givesIdentity: boolean;
  /** A model makes pixels of the result, which is labelled AI-generated then. */
  readonly generates: boolean;
  /** Frames leave it in another size, so that no other step can follow. */
  readonly resizes: boolean;
}

/** What of a task it hangs on whether an option changes anything. */
interface Asked {
  readonly steps: readonly StepFacts[];
  readonly masks: readonly string[];
  readonly landmarker: string;
  readonly isImage: boolean;
  readonly hasMap: boolean;
}

/** Why an option changes nothing, with other options in backticks; undefined where it may. */
export type WhyIdle = (asked: Asked) => string | undefined;

export const unless =
  (isUsed: (asked: Asked) => boolean, why: string): WhyIdle =>
  (asked) =>
    isUsed(asked) ? undefined : why;

/** The first reason of several. */
export const either =
  (...reasons: readonly WhyIdle[]): WhyIdle =>
  (asked) =>
    reasons.map((why) => why(asked)).find((why) => why !== undefined);

export const nobodySwapped = 'nobody is swapped';
export const noSwap = unless(({ steps }) => steps.some(({ givesIdentity }) => givesIdentity), nobodySwapped);
export const noFaceMade = unless(
  ({ steps }) => steps.some(({ changes }) => changes === 'faces'),
  'no face is made new',
);
export const noFaces = unless(
  ({ hasMap, steps }) => hasMap || steps.some(({ needsFaces }) => needsFaces),
  'no step works on faces',
);
export const noVideo = unless(({ isImage }) => !isImage, 'the target is an image');
