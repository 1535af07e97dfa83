/** What is said of faces that were changed, by the step that did it. */
const words: Readonly<Record<string, string>> = { swap: 'swapped', enhance: 'restored', blur: 'blurred' };

/** What a step did to a face, behind a count: `swapped`. A step without a word of its own is named. */
export const doneToFaces = (step: string): string => words[step] ?? `changed by ${step}`;
