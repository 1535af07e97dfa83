import { describe, expect, test } from 'vitest';
import type { Identity } from '../../../../../contract/identity.ts';
import type { TaskOptions } from '../../../../../contract/task-options.ts';
import { ageRanges } from '../../../../../gpu-worker/faces/face-traits.ts';
import { isForAllFaces, needsEmbeddings, needsTracks } from '../../../../../gpu-worker/task/first-pass/needs-tracks.ts';
import { toldFaces, treatTracks } from '../../../../../gpu-worker/task/first-pass/treat-tracks.ts';
import type { Track } from '../../../../../gpu-worker/tracks/track-types.ts';
import { taskWith } from '../../../../helpers/models/engine.ts';

const track = (id: number, sum: number[], seenFrames = 10, interpolatedFrames = 2): Track => ({
  ...{ id, firstFrame: 0, lastFrame: 11, seenFrames, interpolatedFrames, votes: { sum, weight: 1 } },
});
const anna = track(0, [1, 0, 0]);
const bert = track(1, [0, 1, 0]);
const found = (tracks: readonly Track[]) => ({ tracks, cuts: 0, pointed: { leftToRight: [0, 1], byRule: {} } });
const photos = new Map([
  ['persons/a/1.jpg', Float32Array.of(1, 0, 0)],
  ['persons/z/1.jpg', Float32Array.of(0, 0, 1)],
]);
const isAnna = { photo: 'persons/a/1.jpg' } as const;
const isNobody = { photo: 'persons/z/1.jpg' } as const;
const swap = taskWith().processors;
const restore = taskWith({ swapper: 'none', enhancer: 'gfpgan_1.4' }).processors;
const treat = (identities: Identity[], processors = swap) =>
  treatTracks({ identities, processors, analysis: taskWith().analysis }, photos, found([anna, bert]));

describe('treatTracks', () => {
  test('a person, and everybody whom no rule names left alone; the report counts tracks and frames', () => {
    const { byTrack, identities, notes } = treat([{ target: isAnna, source: { person: 'x' } }]);
    expect([...byTrack]).toEqual([
      [0, { person: 'x' }],
      [1, 'unnamed'],
    ]);
    expect(identities).toEqual([
      { target: isAnna, source: { person: 'x' }, outcome: 'matched', tracks: 1, frames: 12 },
    ]);
    expect(notes).toEqual([]);
  });

  test('where faces are only restored, a map says which are not', () => {
    expect([...treat([{ target: { index: 0 }, source: 'keep' }], restore).byTrack]).toEqual([
      [0, 'keep'],
      [1, 'process'],
    ]);
  });

  test('one rule that finds nobody is a note; all of them are an error; "all" always finds somebody', () => {
    const { identities, notes } = treat([
      { target: isNobody, source: 'blur' },
      { target: 'all', source: { person: 'x' } },
    ]);
    expect(identities?.map(({ outcome, tracks }) => [outcome, tracks])).toEqual([
      ['matches nobody', 0],
      ['matched', 2],
    ]);
    expect(notes).toEqual([expect.stringMatching(/^Identity 0: Nobody in the video is the face in persons\/z\/1.jpg/)]);
    expect(() => treat([{ target: isNobody, source: 'blur' }])).toThrow(
      expect.objectContaining({ code: 'IDENTITY_UNMATCHED', retryable: false }),
    );
  });

  test('rules that mean the same face and want different things are no task', () => {
    const contradiction: Identity[] = [
      { target: { index: 0 }, source: 'keep' },
      { target: isAnna, source: 'blur' },
    ];
    expect(() => treat(contradiction)).toThrow(expect.objectContaining({ code: 'TASK_INVALID' }));
  });

  test('tracks without a map are treated alike, and nothing is reported of identities', () => {
    const all = treat([{ target: 'all', source: { person: 'x' } }]);
    expect([...all.byTrack.values()]).toEqual(['process', 'process']);
    expect(all.identities).toBeUndefined();
  });

  test('faces are told their track’s treatment', () => {
    const box = { x1: 0, y1: 0, x2: 9, y2: 9 };
    const face = { trackId: 0, interpolated: true, box, points: [], score: 0.5 };
    const { byTrack } = treat([{ target: isAnna, source: 'blur' }]);
    expect(toldFaces({ frame: 3, faces: [face] }, { byTrack })).toEqual([
      { trackId: 0, interpolated: true, box, points: [], score: 0.5, treatment: 'blur' },
    ]);
  });
});

describe('a selector by traits', () => {
  const votes = (female: number, ageClass: number) => ({
    ...{ female, male: 1 - female },
    ages: ageRanges.map((_, at) => (at === ageClass ? 1 : 0)),
  });
  const woman = { ...anna, traits: votes(0.6, 3) };
  const man = { ...bert, traits: votes(0.4, 4) };
  const unknown = track(2, [0, 0, 1]);
  const select = (identities: Identity[], options: TaskOptions) =>
    treatTracks({ identities, ...taskWith(options) }, photos, found([woman, man, unknown]));
  const everybody: Identity[] = [{ target: 'all', source: { person: 'x' } }];

  test('decides a track once, by its votes; without votes nobody could tell', () => {
    const of = (options: TaskOptions) => [...select(everybody, options).byTrack.values()];
    expect(of({})).toEqual(['process', 'process', 'process']);
    expect(of({ selectGender: 'female' })).toEqual(['process', 'unselected', 'unclassified']);
    expect(of({ selectAgeFrom: 30, selectAgeTo: 40 })).toEqual(['unselected', 'process', 'unclassified']);
    expect(of({ selectGender: 'male', selectAgeTo: 30 })).toEqual(['unselected', 'unselected', 'unclassified']);
  });

  test('is for those that no rule of a map names; the report counts who is left', () => {
    const map: Identity[] = [
      { target: { index: 1 }, source: 'blur' },
      { target: 'all', source: { person: 'x' } },
    ];
    const { byTrack, identities } = select(map, { selectGender: 'female' });
    expect([...byTrack.values()]).toEqual([{ person: 'x' }, 'blur', 'unclassified']);
    expect(identities?.map(({ outcome, tracks }) => [outcome, tracks])).toEqual([
      ['matched', 1],
      ['matched', 1],
    ]);
    const nobody = select(map, { selectAgeFrom: 70 });
    expect([...nobody.byTrack.values()]).toEqual(['unselected', 'blur', 'unclassified']);
    expect(nobody.identities?.[1]).toMatchObject({ outcome: 'matches nobody', tracks: 0, frames: 0 });
    expect(nobody.identities?.[1]?.note).toMatch(/selector is for none/);
  });

  test('changes nothing about faces that are left alone anyway', () => {
    const keep = select([{ target: 'all', source: 'keep' }], { selectGender: 'female' });
    expect([...keep.byTrack.values()]).toEqual(['keep', 'keep', 'keep']);
    const restored = select([{ target: { index: 0 }, source: 'keep' }], {
      ...{ swapper: 'none', enhancer: 'gfpgan_1.4' },
      selectGender: 'male',
    });
    expect([...restored.byTrack.values()]).toEqual(['keep', 'process', 'unclassified']);
  });
});

test('one pass for one person and all faces; two for tracks and maps; embeddings only to tell faces apart', () => {
  const { analysis } = taskWith();
  const one: Identity[] = [{ target: 'all', source: { person: 'x' } }];
  expect([isForAllFaces([]), isForAllFaces(one)]).toEqual([true, true]);
  expect(needsTracks({ identities: one, analysis })).toBe(false);
  expect(needsTracks({ identities: one, analysis: { ...analysis, tracks: true } })).toBe(true);
  const blurred: Identity[] = [{ target: 'all', source: 'blur' }];
  expect([needsTracks({ identities: blurred, analysis }), needsEmbeddings({ identities: blurred })]).toEqual([
    true,
    false,
  ]);
  expect(needsEmbeddings({ identities: [...one, { target: { index: 0 }, source: 'keep' }] })).toBe(true);
});
