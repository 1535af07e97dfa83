import { cosine, samePersonCosine } from '../faces/embedding-distance.ts';

/** Whom a rule is for, in the words of the task (contract/face-task.ts), where each field is explained. */
type IdentityTarget =
  | 'all'
  | { readonly photo: string }
  | { readonly index: number }
  | { readonly timeS: number; readonly x: number; readonly y: number };

/** What becomes of a face: another person's, left as it is, or made unrecognisable. */
export type FaceDecision = 'keep' | 'blur' | { readonly person: string };

/** One line of an identity map. */
export interface IdentityRule {
  readonly target: IdentityTarget;
  readonly source: FaceDecision;
}

/** A rule's target in words, for messages. */
export function targetText(target: IdentityTarget): string {
  if (target === 'all') return 'all faces';
  if ('photo' in target) return `the face in ${target.photo}`;
  if ('index' in target) return `face ${target.index} from the left`;
  return `the face at ${target.x}, ${target.y} at ${target.timeS} s`;
}

export function decisionText(source: FaceDecision): string {
  return typeof source === 'string' ? source : `person ${source.person}`;
}

export const sameDecision = (a: FaceDecision, b: FaceDecision): boolean => decisionText(a) === decisionText(b);

/**
 * What is wrong with a map before anybody looked at the video: two rules for the same target, or for two photos of
 * the same person. `all` is no overlap: it is for the faces that no other rule names. To be thrown as TASK_INVALID.
 * @param photos raw embedding of each photo that a rule names, by its key
 */
export function identityRulesProblem(
  rules: readonly IdentityRule[],
  photos: ReadonlyMap<string, ArrayLike<number>> = new Map(),
): string | undefined {
  for (const [at, rule] of rules.entries()) {
    for (const [otherAt, other] of rules.slice(0, at).entries()) {
      const both = `Identities ${otherAt} and ${at}`;
      if (JSON.stringify(sorted(rule.target)) === JSON.stringify(sorted(other.target))) {
        return `${both} are both for ${targetText(rule.target)}; keep one of them.`;
      }
      const alike = likeness(rule.target, other.target, photos);
      if (alike !== undefined && alike > samePersonCosine && !sameDecision(rule.source, other.source)) {
        return (
          `${both} overlap: ${targetText(other.target)} and ${targetText(rule.target)} are the same person ` +
          `(cosine ${alike.toFixed(2)}, more than ${samePersonCosine}), but one says ${decisionText(other.source)} ` +
          `and one ${decisionText(rule.source)}; keep one of them.`
        );
      }
    }
  }
  return undefined;
}

const sorted = (target: IdentityTarget): unknown =>
  typeof target === 'string' ? target : Object.entries(target).sort(([a], [b]) => (a < b ? -1 : 1));

function likeness(
  a: IdentityTarget,
  b: IdentityTarget,
  photos: ReadonlyMap<string, ArrayLike<number>>,
): number | undefined {
  if (typeof a === 'string' || typeof b === 'string' || !('photo' in a) || !('photo' in b)) return undefined;
  const [first, second] = [photos.get(a.photo), photos.get(b.photo)];
  return first === undefined || second === undefined ? undefined : cosine(first, second);
}
