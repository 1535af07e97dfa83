import type { FaceTask } from '../../../contract/face-task.ts';
import { changesFaces, givesIdentity } from '../../../contract/processors/processors.ts';
import type { IdentityReport } from '../../../contract/report.ts';
import { permanent } from '../../errors.ts';
import type { FaceTreatment, ToldFace } from '../../faces/face-stages.ts';
import { votedTraits } from '../../faces/face-traits.ts';
import { isPassedOver, whyUnselected } from '../../finding/select-by-traits.ts';
import { decideIdentities, type FacesElsewhere, type TrackDecision } from '../../tracks/identity-map.ts';
import type { Track, TrackedFrame } from '../../tracks/track-types.ts';
import { isForAllFaces } from './needs-tracks.ts';
import type { SourceTracks } from './track-source.ts';

/** What becomes of every track of a source, and what is to be told about it. */
export interface Treatments {
  readonly byTrack: ReadonlyMap<number, FaceTreatment>;
  /** One a rule of the identity map; absent without one. */
  readonly identities?: readonly IdentityReport[];
  readonly notes: readonly string[];
}

/**
 * Decides every track by the task's identity map, or that all are treated alike where there is none. A selector by
 * traits is for the tracks that no rule names: a rule knows better than a classifier who somebody is.
 * @param photos raw embedding of each photo that the map names, by its key
 * @param elsewhere what rules point at outside these frames
 * @throws TASK_INVALID for rules that contradict each other in this source, IDENTITY_UNMATCHED when no rule found
 *   anybody
 */
export function treatTracks(
  task: Pick<FaceTask, 'identities' | 'processors' | 'analysis'>,
  photos: ReadonlyMap<string, Float32Array>,
  { tracks, pointed }: SourceTracks,
  elsewhere: FacesElsewhere = new Map(),
): Treatments {
  const { identities } = task;
  const passedOver = ({ traits }: Track) => whyUnselected(votedTraits(traits), task.analysis.select);
  if (isForAllFaces(identities)) {
    return { byTrack: new Map(tracks.map((track) => [track.id, passedOver(track) ?? 'process'])), notes: [] };
  }
  const decided = decideIdentities({ rules: identities, photos, tracks, pointed, elsewhere });
  if (!decided.ok) throw permanent('TASK_INVALID', decided.problem);
  const { decisions, unmatched } = decided;
  if (unmatched.length === identities.length) {
    const reasons = unmatched.map(({ reason }) => reason).join(' ');
    throw permanent('IDENTITY_UNMATCHED', `No identity of the map is for anybody in the source. ${reasons}`);
  }
  // Where faces are restored and nobody is swapped, a map says which of them are not.
  const swapsNobody = task.processors.some(changesFaces) && !task.processors.some(givesIdentity);
  const unnamed = swapsNobody ? 'process' : 'unnamed';
  const treat = (track: Track): FaceTreatment => {
    const decision = decisions.get(track.id);
    const treatment = treatmentOf(decision, unnamed);
    const isNamed = decision?.rule !== undefined && identities[decision.rule]?.target !== 'all';
    const isLeftAlone = isNamed || treatment === 'keep' || treatment === 'unnamed';
    return isLeftAlone ? treatment : (passedOver(track) ?? treatment);
  };
  const byTrack = new Map(tracks.map((track) => [track.id, treat(track)]));
  return {
    byTrack,
    identities: identities.map((identity, rule) => {
      const meant = tracks.filter(({ id }) => decisions.get(id)?.rule === rule);
      const own = meant.filter(({ id }) => !isPassedOver(byTrack.get(id)));
      const nobody = meant.length > 0 && own.length === 0 ? 'The selector is for none of these faces.' : undefined;
      const note = unmatched.find((one) => one.rule === rule)?.reason ?? nobody;
      return {
        ...identity,
        outcome: own.length > 0 ? 'matched' : 'matches nobody',
        tracks: own.length,
        frames: own.reduce((sum, track) => sum + framesOf(track), 0),
        ...(note === undefined ? {} : { note }),
      };
    }),
    notes: unmatched.map(({ rule, reason }) => `Identity ${rule}: ${reason}`),
  };
}

/** The faces of a frame, told what is done to each. */
export function toldFaces({ faces }: TrackedFrame, { byTrack }: Pick<Treatments, 'byTrack'>): ToldFace[] {
  return faces.map((face) => ({ ...face, treatment: byTrack.get(face.trackId) ?? 'unnamed' }));
}

const treatmentOf = (decided: TrackDecision | undefined, unnamed: FaceTreatment): FaceTreatment =>
  decided?.rule === undefined ? unnamed : decided.decision;

const framesOf = ({ seenFrames, interpolatedFrames }: Track): number => seenFrames + interpolatedFrames;
