import { cosine, samePersonCosine } from '../faces/embedding-distance.ts';
import type { Track } from './track-types.ts';
import { votedEmbedding } from './tracks.ts';

/** Nobody is in two places at once: whether two tracks share a frame. */
export const seenAtOnce = (
  a: Pick<Track, 'firstFrame' | 'lastFrame'>,
  b: Pick<Track, 'firstFrame' | 'lastFrame'>,
): boolean => a.firstFrame <= b.lastFrame && b.firstFrame <= a.lastFrame;

interface Known {
  readonly track: Track;
  readonly look: readonly number[];
}

/** Somebody: the track that told their look, and others with their cosine to it. */
interface Person {
  readonly look: readonly number[];
  members: readonly { readonly known: Known; readonly alike: number }[];
}

/**
 * Track → the first track of that person, where there is an earlier one. A track is the person whose look is nearest
 * above the usual cosine; of tracks that share a frame a person keeps the nearest, and the others look further.
 */
export function samePeople(tracks: readonly Track[]): Map<number, number> {
  const people: Person[] = [];
  const waiting = tracks.flatMap((track): Known[] => {
    const look = votedEmbedding(track);
    return look === undefined ? [] : [{ track, look }];
  });
  for (let known = waiting.shift(); known !== undefined; known = waiting.shift()) {
    const { look } = known;
    const nearest = people
      .map((person) => ({ person, alike: cosine(person.look, look) }))
      .filter(({ alike }) => alike > samePersonCosine)
      .sort((a, b) => b.alike - a.alike);
    const home = nearest.find(({ person, alike }) => rivalsOf(known, person).every((rival) => rival.alike < alike));
    if (home === undefined) {
      people.push({ look, members: [{ known, alike: Number.POSITIVE_INFINITY }] });
      continue;
    }
    const { person, alike } = home;
    const rivals = rivalsOf(known, person);
    person.members = [...person.members.filter((member) => !rivals.includes(member)), { known, alike }];
    waiting.unshift(...rivals.map((rival) => rival.known));
  }
  return firstOfEach(people);
}

const rivalsOf = ({ track }: Known, { members }: Person): Person['members'] =>
  members.filter(({ known }) => seenAtOnce(known.track, track));

function firstOfEach(people: readonly Person[]): Map<number, number> {
  const sameAs = new Map<number, number>();
  for (const { members } of people) {
    const ids = members.map(({ known }) => known.track.id).sort((a, b) => a - b);
    for (const id of ids.slice(1)) sameAs.set(id, ids[0] ?? id);
  }
  return sameAs;
}
