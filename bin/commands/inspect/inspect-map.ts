import { maxIdentities } from '../../../contract/identity.ts';
import type { InspectedTrack } from '../../../gpu-worker/inspect/tell-tracks.ts';

/** A rule of an identity map file, ready to be changed: what is kept stays as it is until a source is named. */
export const ruleFor = ({ target }: Pick<InspectedTrack, 'target'>) => ({ target, source: 'keep' }) as const;

/**
 * A map with one rule for every person found, one line each; where there are more persons than a map may have rules,
 * for those who are seen longest.
 */
export function mapText(tracks: readonly InspectedTrack[]): string {
  const persons = tracks.filter(({ sameAs }) => sameAs === undefined);
  const framesOf = ({ id }: InspectedTrack): number =>
    tracks.filter((track) => (track.sameAs ?? track.id) === id).reduce((sum, { seenFrames }) => sum + seenFrames, 0);
  const kept = persons.toSorted((a, b) => framesOf(b) - framesOf(a)).slice(0, maxIdentities);
  const rules = persons.filter((person) => kept.includes(person)).map((track) => `  ${ruleLine(track)}`);
  return `[\n${rules.join(',\n')}\n]\n`;
}

/** {@link ruleFor} on one line, spaced to be read. */
export function ruleLine(track: Pick<InspectedTrack, 'target'>): string {
  const { timeS, x, y } = ruleFor(track).target;
  return `{ "target": { "timeS": ${timeS}, "x": ${x}, "y": ${y} }, "source": "keep" }`;
}
