import { cosine, samePersonCosine } from '../faces/embedding-distance.ts';
import {
  decisionText,
  type FaceDecision,
  type IdentityRule,
  identityRulesProblem,
  sameDecision,
  targetText,
} from './identity-rules.ts';
import type { PointedTracks } from './point-targets.ts';
import { samePeople } from './same-people.ts';
import type { Track } from './track-types.ts';
import { votedEmbedding } from './tracks.ts';

export interface TrackDecision {
  readonly decision: FaceDecision;
  /** The rule that decided, by its place in the map; undefined when none did and the face is kept. */
  readonly rule?: number;
  /** To the rule's face, -1..1; absent when the rule needs no embedding. */
  readonly cosine?: number;
}

/** A rule that found nobody, with what to tell the user. */
interface UnmatchedRule {
  readonly rule: number;
  readonly reason: string;
}

type IdentityDecisions =
  | {
      readonly ok: true;
      readonly decisions: ReadonlyMap<number, TrackDecision>;
      readonly unmatched: readonly UnmatchedRule[];
    }
  | { readonly ok: false; readonly problem: string };

interface IdentityQuestion {
  readonly rules: readonly IdentityRule[];
  /** Raw embedding of each photo that a rule names, by its key. */
  readonly photos: ReadonlyMap<string, ArrayLike<number>>;
  readonly tracks: readonly Track[];
  readonly pointed: PointedTracks;
  /**
   * Raw embedding of the face that a rule points at where the frame pointed at is none of these, by the rule's place
   * in the map; undefined where there is no face.
   */
  readonly elsewhere?: FacesElsewhere;
}

export type FacesElsewhere = ReadonlyMap<number, ArrayLike<number> | undefined>;

/** Whom a rule means: a face to compare with, the track it points at, or both. */
interface Wanted {
  readonly rule: number;
  readonly source: FaceDecision;
  readonly face?: ArrayLike<number>;
  readonly track?: number;
}

/**
 * What becomes of each track. A rule that points at a face decides that track; all other tracks go to the rule whose
 * face is nearest to their voted embedding, if its cosine is above 0.4; the rest to `all`, or stay as they are. So
 * somebody who leaves and comes back after a cut is the same person again.
 *
 * Not ok, to be thrown as a permanent TASK_INVALID: rules that mean the same person and say different things.
 * @throws RangeError when a rule's photo has no embedding
 */
export function decideIdentities(question: IdentityQuestion): IdentityDecisions {
  const { rules, photos, tracks } = question;
  const missing = rules.find(
    ({ target }) => typeof target !== 'string' && 'photo' in target && !photos.has(target.photo),
  );
  if (missing !== undefined) throw new RangeError(`No embedding was given for ${targetText(missing.target)}.`);
  const voted = new Map(tracks.map((track) => [track.id, votedEmbedding(track)]));
  const wanted = rules.flatMap((rule, at) => whomItMeans(rule, at, question, voted));
  const problem = identityRulesProblem(rules, photos) ?? overlapProblem(rules, wanted, tracks);
  if (problem !== undefined) return { ok: false, problem };

  const fallback = rules.findIndex(({ target }) => target === 'all');
  const decisions = new Map<number, TrackDecision>();
  for (const track of tracks) {
    const decided = decideTrack(track.id, voted.get(track.id), wanted);
    const rest = rules[fallback];
    decisions.set(
      track.id,
      decided ?? (rest === undefined ? { decision: 'keep' } : { decision: rest.source, rule: fallback }),
    );
  }
  return { ok: true, decisions, unmatched: unmatchedRules(question, wanted, voted, decisions) };
}

type VotedEmbeddings = ReadonlyMap<number, readonly number[] | undefined>;

function whomItMeans(rule: IdentityRule, at: number, question: IdentityQuestion, voted: VotedEmbeddings): Wanted[] {
  const { target, source } = rule;
  if (target === 'all') return [];
  const isElsewhere = question.elsewhere?.has(at) === true;
  if ('photo' in target || isElsewhere) {
    const face = 'photo' in target ? question.photos.get(target.photo) : question.elsewhere?.get(at);
    return face === undefined ? [] : [{ rule: at, source, face }];
  }
  const track = 'index' in target ? question.pointed.leftToRight?.[target.index] : question.pointed.byRule[at];
  if (track === undefined) return [];
  const face = voted.get(track);
  return [{ rule: at, source, track, ...(face === undefined ? {} : { face }) }];
}

function decideTrack(
  id: number,
  embedding: readonly number[] | undefined,
  wanted: readonly Wanted[],
): TrackDecision | undefined {
  const pointing = wanted.find(({ track }) => track === id);
  if (pointing !== undefined) return { decision: pointing.source, rule: pointing.rule };
  if (embedding === undefined) return undefined;
  const nearest = wanted
    .flatMap(({ rule, source, face }) =>
      face === undefined ? [] : [{ rule, source, cosine: cosine(face, embedding) }],
    )
    .sort((a, b) => b.cosine - a.cosine)[0];
  if (nearest === undefined || nearest.cosine <= samePersonCosine) return undefined;
  return { decision: nearest.source, rule: nearest.rule, cosine: nearest.cosine };
}

/** Two rules that point at one face, or at faces of one person, and want different things. */
function overlapProblem(
  rules: readonly IdentityRule[],
  wanted: readonly Wanted[],
  tracks: readonly Track[],
): string | undefined {
  const sameAs = samePeople(tracks);
  const personOf = (track: number): number => sameAs.get(track) ?? track;
  for (const [at, a] of wanted.entries()) {
    for (const b of wanted.slice(0, at)) {
      if (sameDecision(a.source, b.source)) continue;
      const alike = a.face === undefined || b.face === undefined ? 0 : cosine(a.face, b.face);
      const sameTrack = a.track !== undefined && a.track === b.track;
      const others = a.track !== undefined && b.track !== undefined && personOf(a.track) !== personOf(b.track);
      if (!sameTrack && (others || alike <= samePersonCosine)) continue;
      const [one, two] = [rules[b.rule], rules[a.rule]];
      if (one === undefined || two === undefined) continue;
      return (
        `Identities ${b.rule} and ${a.rule} overlap: ${targetText(one.target)} and ${targetText(two.target)} are the ` +
        `same ${sameTrack ? 'face' : `person (cosine ${alike.toFixed(2)}, more than ${samePersonCosine})`} in this ` +
        `video, but one says ${decisionText(one.source)} and one ${decisionText(two.source)}; keep one of them.`
      );
    }
  }
  return undefined;
}

function unmatchedRules(
  { rules, tracks }: IdentityQuestion,
  wanted: readonly Wanted[],
  voted: VotedEmbeddings,
  decisions: ReadonlyMap<number, TrackDecision>,
): UnmatchedRule[] {
  const used = new Set([...decisions.values()].map(({ rule }) => rule));
  return rules.flatMap(({ target }, at) => {
    if (used.has(at) || target === 'all') return [];
    const mine = wanted.find(({ rule }) => rule === at);
    const who = targetText(target);
    if (tracks.length === 0) return [{ rule: at, reason: `No face was found in the video, so ${who} is not in it.` }];
    const other = mine?.track === undefined ? undefined : decisions.get(mine.track)?.rule;
    if (other !== undefined) return [{ rule: at, reason: `Identity ${other} decides ${who} already.` }];
    if (mine?.face === undefined || mine.track !== undefined) {
      return [{ rule: at, reason: `There is no such face: ${who}.` }];
    }
    const face = mine.face;
    const scores = [...voted.values()].flatMap((embedding) =>
      embedding === undefined ? [] : [cosine(face, embedding)],
    );
    const best = Math.max(-1, ...scores);
    if (best > samePersonCosine) {
      return [
        { rule: at, reason: `Everybody who is like ${who} is nearer to another identity, or pointed at by one.` },
      ];
    }
    const nearest = scores.length === 0 ? 'none has an embedding' : `the nearest has cosine ${best.toFixed(2)}`;
    return [
      { rule: at, reason: `Nobody in the video is ${who}: ${nearest}, more than ${samePersonCosine} is needed.` },
    ];
  });
}
