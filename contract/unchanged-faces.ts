import * as z from 'zod';
import type { Report } from './report.ts';

/** Why faces are left alone, by the words of a report's `skipped`; what to do about it names options in backticks. */
const leftAlone = {
  'not-selected': {
    words: 'not selected',
    advice: 'Ask for more of them: `faces`, `selectGender`, `selectAgeFrom` and `selectAgeTo` say which are worked on.',
  },
  kept: { words: 'kept by the identity map', advice: 'Give their rule of the identity map a person, or "blur".' },
  'no-identity': {
    words: 'named by no rule of the identity map',
    advice: 'Add rules for them, or one for "all"; `faceline inspect` writes a rule for everybody it finds.',
  },
  'too-small': { words: 'too small to be painted', advice: 'Use a source in which the faces are larger.' },
  'model-output': {
    words: 'left because a model gave no usable numbers',
    advice: 'Check the model files with `faceline models verify`, and try the execution provider "cpu".',
  },
} as const;

const noneFound =
  'Look at the source with `faceline inspect`. A lower `detectorScore`, or `detector` many, finds more faces; ' +
  '`detectorAngles` 0 90 180 270 finds those that lie, `detectorMargin` 20 those that fill the frame.';

export const unchangedSchema = z.strictObject({
  reason: z
    .string()
    .describe('none-found, or why most of the faces that were found were left alone, as the report counts them.'),
  message: z.string(),
  advice: z.string(),
});
type Unchanged = z.infer<typeof unchangedSchema>;

/** Why a task that is done and was to change faces changed none; undefined where it did, or was to change none. */
export function unchangedFaces({ task, result }: Pick<Report, 'task' | 'result'>): Unchanged | undefined {
  if (task === undefined || result === undefined) return undefined;
  const { found, changed, skipped } = result.faces;
  const counts = Object.values(changed);
  if (counts.length === 0 || counts.some((count) => count > 0)) return undefined;
  if (found === 0) {
    const { frames } = result.media;
    const where =
      task.source.kind === 'image' ? 'the image' : frames === 1 ? 'the only frame' : `any of ${frames} frames`;
    return { reason: 'none-found', message: `No face was changed: none was found in ${where}.`, advice: noneFound };
  }
  const reasons = Object.entries(skipped).toSorted(([, a], [, b]) => b - a);
  const counted = reasons.map(
    ([reason, count]) => `${count} ${count === 1 ? 'was' : 'were'} ${wordsOf(reason)?.words ?? reason}`,
  );
  const [most = ''] = reasons[0] ?? [];
  return {
    reason: most,
    message: `No face was changed: of ${found} found, ${counted.join(', ') || 'none was touched by any step'}.`,
    advice: wordsOf(most)?.advice ?? noneFound,
  };
}

const wordsOf = (reason: string): { readonly words: string; readonly advice: string } | undefined =>
  Object.entries(leftAlone).find(([name]) => name === reason)?.[1];
