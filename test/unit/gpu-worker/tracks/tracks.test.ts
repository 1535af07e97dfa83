import { describe, expect, test } from 'vitest';
import { boxOverlap } from '../../../../gpu-worker/faces/face-record.ts';
import type { TrackedFrame } from '../../../../gpu-worker/tracks/track-types.ts';
import { finishTracks, foldFrame, startTracks } from '../../../../gpu-worker/tracks/tracks.ts';
import {
  type Actor,
  boxAt,
  makeScene,
  pointsAt,
  randomPerson,
  seededRandom,
  withoutEmbeddings,
} from '../../../helpers/faces/synthetic-faces.ts';
import {
  figuresWithoutTracks,
  figuresWithTracks,
  printFigures,
  trackScene,
} from '../../../helpers/faces/track-figures.ts';

const seeds = [1, 7, 2026];
const people = (seed: number) => {
  const random = seededRandom(seed * 31);
  return { a: randomPerson(random), b: randomPerson(random), c: randomPerson(random) };
};

const occlusion = (seed: number): Actor[] => {
  const { a, b } = people(seed);
  return [
    {
      name: 'a',
      person: a,
      path: (frame) => ({ x: 200 + 2 * frame, y: 200 + 10 * Math.sin(frame / 10), size: 120 }),
      seen: (frame) => frame < 40 || frame > 47,
    },
    { name: 'b', person: b, path: () => ({ x: 900, y: 250, size: 90 }) },
  ];
};

const crossing = (seed: number): Actor[] => {
  const { a, b, c } = people(seed);
  const left = (frame: number) => 200 + 6 * frame;
  const right = (frame: number) => 800 - 6 * frame;
  return [
    { name: 'a', person: a, path: (frame) => ({ x: left(frame), y: 300, size: 120 }) },
    {
      name: 'b',
      person: b,
      path: (frame) => ({ x: right(frame), y: 304, size: 116 }),
      // Behind the other face: found only while less than about half of it is hidden.
      seen: (frame) => Math.abs(left(frame) - right(frame)) > 45,
    },
    { name: 'c', person: c, path: () => ({ x: 1100, y: 300, size: 100 }) },
  ];
};

const twoShots = (seed: number): Actor[] => {
  const { a, b } = people(seed);
  return [
    { name: 'a', person: a, path: (frame) => (frame < 50 ? { x: 400, y: 300, size: 130 } : undefined) },
    { name: 'b', person: b, path: (frame) => (frame < 50 ? undefined : { x: 404, y: 298, size: 128 }) },
  ];
};

describe('tracks against a known truth', () => {
  test.each(seeds)('a face hidden for 8 frames is there in all of them (seed %i)', (seed) => {
    const actors = occlusion(seed);
    const scene = makeScene(actors, 100, [], seed);
    const figures = figuresWithTracks(scene, actors);
    printFigures('occlusion', seed, figures, figuresWithoutTracks(scene, actors));
    expect(figures).toEqual({ coverage: 1, flips: 0, wrong: 0 });

    const { frames, tracks } = trackScene(scene);
    expect(tracks).toHaveLength(2);
    const hidden = frames.flatMap(({ frame, faces }) =>
      faces.filter((face) => face.interpolated).map((face) => ({ frame, face })),
    );
    expect(hidden.map(({ frame }) => frame)).toEqual([40, 41, 42, 43, 44, 45, 46, 47]);
    for (const { frame, face } of hidden) {
      const truth = scene.truth.find((item) => item.frame === frame && item.name === 'a');
      expect(boxOverlap(face.box, truth?.box ?? boxAt(0, 0, 0))).toBeGreaterThan(0.9);
      const nose = face.points[2] ?? { x: 0, y: 0 };
      const place = actors[0]?.path(frame);
      expect(Math.hypot(nose.x - (place?.x ?? 0), nose.y - (place?.y ?? 0))).toBeLessThan(5);
    }
  });

  test('a face hidden for 9 frames begins a new track, and nothing is made up between', () => {
    const [first, ...others] = occlusion(1);
    const actors = [{ ...first!, seen: (frame: number) => frame < 40 || frame > 48 }, ...others];
    const { frames, tracks } = trackScene(makeScene(actors, 100, [], 1));
    expect(tracks).toHaveLength(3);
    expect(frames.flatMap(({ faces }) => faces).some((face) => face.interpolated)).toBe(false);
    expect(frames.slice(40, 49).every(({ faces }) => faces.length === 1)).toBe(true);
  });

  test.each(seeds)('two faces that cross keep who they are (seed %i)', (seed) => {
    const actors = crossing(seed);
    const scene = makeScene(actors, 100, [], seed);
    const figures = figuresWithTracks(scene, actors);
    printFigures('crossing', seed, figures, figuresWithoutTracks(scene, actors));
    expect(figures).toEqual({ coverage: 1, flips: 0, wrong: 0 });
    expect(trackScene(scene).tracks).toHaveLength(3);
  });

  test.each(seeds)(
    'two faces that cross are told apart by their motion, when there are no embeddings (seed %i)',
    (seed) => {
      const scene = withoutEmbeddings(makeScene(crossing(seed), 100, [], seed));
      const { frames, tracks } = trackScene(scene);
      expect(tracks).toHaveLength(3);
      expect(trackOf(frames, 0, 200)).toBe(trackOf(frames, 99, 794));
      expect(trackOf(frames, 0, 800)).toBe(trackOf(frames, 99, 206));
    },
  );

  test.each(seeds)('a flash that makes a face look like somebody else does not end its track (seed %i)', (seed) => {
    const { a, b, c } = people(seed);
    const path = (frame: number) => ({ x: 300 + 3 * frame, y: 300, size: 120 });
    const lit = makeScene([{ name: 'a', person: a, path }], 60, [], seed);
    const flash = [b, c].map((person) => makeScene([{ name: 'a', person, path }], 60, [], seed + 1));
    const frames = lit.frames.map((each, n) =>
      n % 20 === 10 ? (flash[n % 3 === 0 ? 0 : 1]?.frames[n] ?? each) : each,
    );
    expect(trackScene({ ...lit, frames }).tracks).toMatchObject([{ seenFrames: 60, interpolatedFrames: 0 }]);
  });

  test.each(seeds)('tracks end at a cut, though the next face is at the same place (seed %i)', (seed) => {
    const actors = twoShots(seed);
    const scene = makeScene(actors, 100, [50], seed);
    const figures = figuresWithTracks(scene, actors);
    printFigures('hard cut', seed, figures, figuresWithoutTracks(scene, actors));
    expect(figures).toEqual({ coverage: 1, flips: 0, wrong: 0 });
    for (const each of [scene, withoutEmbeddings(scene)]) {
      const { tracks } = trackScene(each);
      expect(tracks.map(({ firstFrame, lastFrame }) => [firstFrame, lastFrame])).toEqual([
        [0, 49],
        [50, 99],
      ]);
    }
  });

  test('a gap is not filled across a cut', () => {
    const [actor] = occlusion(3);
    const { frames, tracks } = trackScene(makeScene([actor!], 100, [44], 3));
    expect(tracks.map(({ firstFrame, lastFrame }) => [firstFrame, lastFrame])).toEqual([
      [0, 39],
      [48, 99],
    ]);
    expect(frames.slice(40, 48).every(({ faces }) => faces.length === 0)).toBe(true);
  });
});

describe('the fold', () => {
  const scene = makeScene(crossing(5), 100, [70], 5);

  test('gives the same whether its state lived in memory or as JSON after every frame', () => {
    const whole = trackScene(scene);
    let state = startTracks();
    const frames: TrackedFrame[] = [];
    const tracks = [];
    for (const input of scene.frames) {
      const step = foldFrame(JSON.parse(JSON.stringify(state)), JSON.parse(JSON.stringify(input)));
      state = step.state;
      frames.push(...step.settled);
      tracks.push(...step.ended);
    }
    const last = finishTracks(state);
    expect({ frames: [...frames, ...last.settled], tracks: [...tracks, ...last.ended] }).toEqual(whole);
  });

  test('changes nothing it was given', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
      return Object.freeze(value);
    };
    let state = startTracks();
    for (const input of scene.frames) state = foldFrame(freeze(state), freeze(input)).state;
    expect(state.lastFrame).toBe(99);
  });

  test('settles every frame once, in order, at most 8 frames late, and keeps no more than that', () => {
    let state = startTracks();
    const order: number[] = [];
    for (const input of makeScene(occlusion(9), 100, [], 9).frames) {
      const step = foldFrame(state, input);
      state = step.state;
      order.push(...step.settled.map(({ frame }) => frame));
      expect(input.frame - (order.at(-1) ?? -1)).toBeLessThanOrEqual(8);
      expect(state.waiting.length).toBeLessThanOrEqual(8);
    }
    order.push(...finishTracks(state).settled.map(({ frame }) => frame));
    expect(order).toEqual(Array.from({ length: 100 }, (_, frame) => frame));
  });

  test('puts faces nobody saw below those that were seen', () => {
    const { frames } = trackScene(makeScene(crossing(4), 100, [], 4));
    const mixed = frames.filter(({ faces }) => faces.some((face) => face.interpolated));
    expect(mixed.length).toBeGreaterThan(0);
    for (const { faces } of mixed) expect(faces[0]?.interpolated).toBe(true);
  });

  test('refuses frames out of order', () => {
    const face = { box: boxAt(50, 50, 40), points: pointsAt(50, 50, 40), score: 0.9 };
    const { state } = foldFrame(startTracks(), { frame: 4, faces: [face], cut: false });
    expect(() => foldFrame(state, { frame: 4, faces: [], cut: false })).toThrow(/Frame 4 came after frame 4/);
  });

  test('a face that jumps across the picture is another track', () => {
    const at = (frame: number, x: number) => ({
      frame,
      faces: [{ box: boxAt(x, 50, 40), points: pointsAt(x, 50, 40), score: 0.9 }],
      cut: false,
    });
    const { tracks } = trackScene({ frames: [at(0, 100), at(1, 102), at(2, 300)], truth: [] });
    expect(tracks).toHaveLength(2);
  });
});

function trackOf(frames: readonly TrackedFrame[], frame: number, x: number): number | undefined {
  return frames[frame]?.faces.find(({ box }) => Math.abs((box.x1 + box.x2) / 2 - x) < 20)?.trackId;
}
