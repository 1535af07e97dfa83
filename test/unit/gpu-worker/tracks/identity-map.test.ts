import { describe, expect, test } from 'vitest';
import type { Identity } from '../../../../contract/identity.ts';
import { decideIdentities } from '../../../../gpu-worker/tracks/identity-map.ts';
import { identityRulesProblem } from '../../../../gpu-worker/tracks/identity-rules.ts';
import { foldPointedTracks, noPointedTracks } from '../../../../gpu-worker/tracks/point-targets.ts';
import { makeScene, observedEmbedding, randomPerson, seededRandom } from '../../../helpers/faces/synthetic-faces.ts';
import { trackScene } from '../../../helpers/faces/track-figures.ts';

const random = seededRandom(42);
const [a, b, c, stranger] = [randomPerson(random), randomPerson(random), randomPerson(random), randomPerson(random)];
const photoOf = (person: readonly number[]) => observedEmbedding(person, 0.8, random);
const photos = new Map([
  ['persons/a/1.jpg', photoOf(a)],
  ['persons/b/1.jpg', photoOf(b)],
  ['persons/stranger/1.jpg', photoOf(stranger)],
  ['persons/a/2.jpg', photoOf(a)],
]);

/** a, b, c from left to right; after a cut at 50 only b and a, the other way round. */
const scene = makeScene(
  [
    { name: 'a', person: a, path: (frame) => ({ x: frame < 50 ? 200 : 900, y: 300, size: 120 }) },
    { name: 'b', person: b, path: (frame) => ({ x: frame < 50 ? 550 : 300, y: 300, size: 120 }) },
    { name: 'c', person: c, path: (frame) => (frame < 50 ? { x: 900, y: 300, size: 120 } : undefined) },
  ],
  100,
  [50],
  8,
);
const { frames, tracks } = trackScene(scene);

const decide = (rules: readonly Identity[]) =>
  decideIdentities({
    rules,
    photos,
    tracks,
    pointed: frames.reduce(
      (pointed, frame) => foldPointedTracks(JSON.parse(JSON.stringify(pointed)), rules, frame, frame.frame / 25),
      noPointedTracks,
    ),
  });

/** Decisions at three places of the first shot and two of the second. */
function inPlace(rules: readonly Identity[]) {
  const result = decide(rules);
  if (!result.ok) throw new Error(result.problem);
  const at = (frame: number, x: number) => {
    const face = frames[frame]?.faces.find(({ box }) => Math.abs((box.x1 + box.x2) / 2 - x) < 20);
    return result.decisions.get(face?.trackId ?? -1)?.decision;
  };
  return { first: [at(10, 200), at(10, 550), at(10, 900)], second: [at(70, 900), at(70, 300)], ...result };
}

const x = { person: 'x' };
const y = { person: 'y' };

describe('an identity map', () => {
  test('gives each of several people their own, in both shots, and keeps the third', () => {
    const { first, second, unmatched } = inPlace([
      { target: { photo: 'persons/a/1.jpg' }, source: x },
      { target: { photo: 'persons/b/1.jpg' }, source: y },
    ]);
    expect(first).toEqual([x, y, 'keep']);
    expect(second).toEqual([x, y]);
    expect(unmatched).toEqual([]);
  });

  test('counts from the left in the first frame that has faces, and knows the person again after the cut', () => {
    const { first, second } = inPlace([
      { target: { index: 0 }, source: x },
      { target: { index: 2 }, source: 'blur' },
    ]);
    expect(first).toEqual([x, 'keep', 'blur']);
    expect(second).toEqual([x, 'keep']);
  });

  test('finds the face at a moment and a place, late in the video, for the frames before it too', () => {
    const { first, second } = inPlace([{ target: { timeS: 3.2, x: 310, y: 290 }, source: y }]);
    expect(first).toEqual(['keep', y, 'keep']);
    expect(second).toEqual(['keep', y]);
  });

  test('all is for those whom no other rule names', () => {
    const rules: Identity[] = [
      { target: 'all', source: 'blur' },
      { target: { photo: 'persons/b/1.jpg' }, source: 'keep' },
    ];
    expect(inPlace(rules).first).toEqual(['blur', 'keep', 'blur']);
    expect(inPlace([...rules].reverse()).first).toEqual(['blur', 'keep', 'blur']);
  });

  test('says who was not found, and by how much', () => {
    const { unmatched } = inPlace([
      { target: { photo: 'persons/stranger/1.jpg' }, source: x },
      { target: { index: 7 }, source: x },
      { target: { timeS: 3, x: 5, y: 5 }, source: x },
    ]);
    expect(unmatched.map(({ rule }) => rule)).toEqual([0, 1, 2]);
    expect(unmatched[0]?.reason).toMatch(
      /Nobody in the video is the face in persons\/stranger\/1\.jpg: the nearest has cosine -?0\.\d\d, more than 0\.4 is needed\./,
    );
    expect(unmatched[1]?.reason).toBe('There is no such face: face 7 from the left.');
    expect(unmatched[2]?.reason).toContain('the face at 5, 5 at 3 s');
  });

  test('a rule whose face another one decides already is told of as such', () => {
    const result = decide([
      { target: { index: 0 }, source: 'keep' },
      { target: { photo: 'persons/a/1.jpg' }, source: 'keep' },
      { target: { timeS: 0, x: 200, y: 300 }, source: 'keep' },
    ]);
    const [nearer, decided] = result.ok ? result.unmatched : [];
    expect(nearer).toMatchObject({ rule: 1, reason: expect.stringContaining('is nearer to another identity') });
    expect(decided).toEqual({ rule: 2, reason: 'Identity 0 decides the face at 200, 300 at 0 s already.' });
  });

  test('a video without faces says so', () => {
    const rules: Identity[] = [{ target: { photo: 'persons/a/1.jpg' }, source: x }];
    const result = decideIdentities({ rules, photos, tracks: [], pointed: noPointedTracks });
    expect(result.ok && result.unmatched.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/No face was found in the video/),
    ]);
  });

  test('without an embedding a pointed track is decided, and only that one', () => {
    const bare = tracks.map(({ votes: _, ...track }) => track);
    const pointed = { leftToRight: [bare[0]!.id], byRule: {} };
    const result = decideIdentities({ rules: [{ target: { index: 0 }, source: x }], photos, tracks: bare, pointed });
    expect(result.ok && [...result.decisions.values()].filter(({ decision }) => decision !== 'keep')).toHaveLength(1);
  });

  test('needs an embedding for each photo', () => {
    expect(() => decide([{ target: { photo: 'persons/nobody/1.jpg' }, source: x }])).toThrow(/No embedding was given/);
  });
});

describe('two faces that are seen at once', () => {
  const alike = [
    { ...tracks[0]!, id: 0, firstFrame: 0, lastFrame: 20 },
    { ...tracks[0]!, id: 1, firstFrame: 20, lastFrame: 40 },
    { ...tracks[0]!, id: 2, firstFrame: 21, lastFrame: 40 },
  ];
  const decideAt = (left: number, right: number) => {
    const rules: Identity[] = [
      { target: { index: 0 }, source: x },
      { target: { index: 1 }, source: y },
    ];
    const pointed = { leftToRight: [left, right], byRule: {} };
    return decideIdentities({ rules, photos, tracks: alike, pointed });
  };

  test('may become two people, however alike they are', () => {
    const result = decideAt(0, 1);
    expect(result.ok && result.decisions.get(0)?.decision).toEqual(x);
    expect(result.ok && result.decisions.get(1)?.decision).toEqual(y);
  });

  test('may not where one of them only comes back as the other', () => {
    expect(decideAt(0, 2)).toMatchObject({ ok: false, problem: expect.stringMatching(/0 and 1 overlap/) });
  });
});

describe('overlapping rules are refused', () => {
  const cases: [string, Identity[], RegExp][] = [
    [
      'all twice',
      [
        { target: 'all', source: x },
        { target: 'all', source: y },
      ],
      /0 and 1 are both for all faces/,
    ],
    [
      'one point twice',
      [
        { target: { timeS: 1, x: 2, y: 3 }, source: x },
        { target: { y: 3, x: 2, timeS: 1 }, source: x },
      ],
      /are both for the face at 2, 3 at 1 s/,
    ],
    [
      'two photos of one person',
      [
        { target: { photo: 'persons/a/1.jpg' }, source: x },
        { target: { photo: 'persons/b/1.jpg' }, source: y },
        { target: { photo: 'persons/a/2.jpg' }, source: y },
      ],
      /0 and 2 overlap: .*a\/1\.jpg and .*a\/2\.jpg are the same person .*person x and one person y; keep one/,
    ],
    [
      'a photo and an index that are the same person',
      [
        { target: { photo: 'persons/b/1.jpg' }, source: x },
        { target: { index: 1 }, source: 'keep' },
      ],
      /0 and 1 overlap: .* are the same person \(cosine 0\.\d\d, more than 0\.4\) in this video/,
    ],
    [
      'an index and a point at the same face',
      [
        { target: { index: 1 }, source: 'blur' },
        { target: { timeS: 0.4, x: 550, y: 300 }, source: x },
      ],
      /are the same face in this video, but one says blur and one person x/,
    ],
  ];

  test.each(cases)('%s', (_, rules, problem) => {
    const result = decide(rules);
    expect(result.ok ? 'accepted' : result.problem).toMatch(problem);
  });

  test('two photos of one person may say the same', () => {
    const rules: Identity[] = [
      { target: { photo: 'persons/a/1.jpg' }, source: x },
      { target: { photo: 'persons/a/2.jpg' }, source: x },
    ];
    expect(inPlace(rules).first).toEqual([x, 'keep', 'keep']);
    expect(identityRulesProblem(rules, photos)).toBeUndefined();
  });

  test('what can be seen without the video is seen without it', () => {
    const rules: Identity[] = [
      { target: { index: 1 }, source: x },
      { target: { index: 1 }, source: y },
    ];
    expect(identityRulesProblem(rules)).toMatch(/both for face 1 from the left/);
  });
});
