import { afterAll, beforeAll, expect, test } from 'vitest';
import { cosine, samePersonCosine } from '../../../gpu-worker/face/embedding-distance.ts';
import { openFrame } from '../../../gpu-worker/face/open-frame.ts';
import type { FaceModels } from '../../../gpu-worker/models/face-models.ts';
import { openFaceModels } from '../../../gpu-worker/models/warm-models.ts';
import type { FaceTreatment } from '../../../gpu-worker/pipeline/frame-engine-types.ts';
import { type Actor, clipC, drawScene, photoOf, type Scene, whoIsAt } from '../../helpers/crowd-clip.ts';
import { cpu, sharedModels } from '../../helpers/engine.ts';
import { useClips } from '../../helpers/make-clip.ts';
import { describeWithShared } from '../../helpers/shared.ts';
import { openTwoPasses, type PassedFrame, type TwoPasses } from '../../helpers/two-passes.ts';

const shotFrames = 45;

/** Clip d beside a panning still: the portrait is hidden for 8 frames, then passes behind the still. */
const first: Scene = {
  frames: shotFrames,
  background: '0x808070',
  cast: [
    { actor: 'astronaut', path: (frame) => ({ x: 40 + 20 * frame, y: 200 }) },
    { actor: 'man', path: (frame) => ({ x: 1000 - 20 * frame, y: 230 }) },
  ],
  screen: { box: { x1: 250, y1: 230, x2: 660, y2: 460 }, from: 10, to: 17 },
};
/** Another shot, each where the other was: only the cut says that they are not the same. */
const second: Scene = {
  frames: shotFrames,
  background: '0x203050',
  cast: [
    { actor: 'astronaut', path: (frame) => ({ x: 110 + frame, y: 230 }) },
    { actor: 'man', path: (frame) => ({ x: 930 - 2 * frame, y: 200 }) },
  ],
};
const actors = ['astronaut', 'man'] as const;

/** What was done at somebody's place, frame by frame, against what should have been. */
interface Figures {
  frames: number;
  right: number;
  wrong: number;
  flips: number;
  last: string | undefined;
}
const newFigures = (): Figures => ({ frames: 0, right: 0, wrong: 0, flips: 0, last: undefined });

function note(figures: Figures, said: string | undefined, truth: string): void {
  if (figures.frames > 0 && said !== figures.last) figures.flips += 1;
  figures.frames += 1;
  if (said === truth) figures.right += 1;
  else if (said !== undefined) figures.wrong += 1;
  figures.last = said;
}

const text = ({ frames, right, wrong, flips }: Figures): string =>
  `${((100 * right) / Math.max(1, frames)).toFixed(1)} % of ${frames} frames swapped right, ${wrong} wrong, ${flips} flips`;

const personOf = (treatment: FaceTreatment): string | undefined =>
  typeof treatment === 'object' ? treatment.person : undefined;

describeWithShared('tracks on a clip with known truth', () => {
  const clips = useClips();
  let passes: TwoPasses;
  let models: FaceModels;
  const photos = new Map<string, Float32Array>();

  beforeAll(async () => {
    passes = await openTwoPasses(clips);
    models = await openFaceModels(await sharedModels(), cpu);
    for (const actor of actors) photos.set(actor, await passes.embed(await photoOf(clips, actor, `${actor}.png`)));
  });
  afterAll(async () => {
    await models.close();
    await passes.close();
  });

  const embeddingOf = (actor: string): Float32Array => photos.get(actor) ?? new Float32Array();

  /** What a tool without tracks does: each detected face to the nearest photo, if it is near enough. */
  const saidWithoutTracks = async ({ before, layout }: PassedFrame) => {
    const frame = openFrame(before, layout);
    const said = [];
    for (const { points } of await models.detector('yunet_2023_mar').detect(frame, layout, 0.5)) {
      const embedding = await models.recognizer().embed(frame, points);
      const [nearest] = actors
        .map((actor) => ({ actor, score: cosine(embedding!, embeddingOf(actor)) }))
        .sort((a, b) => b.score - a.score);
      if (nearest !== undefined && nearest.score > samePersonCosine) said.push({ points, person: nearest.actor });
    }
    return said;
  };

  test('every frame of a track carries its swap, nobody takes another for themselves, tracks end at the cut', async () => {
    const shots = [await drawScene(clips, 'first.mp4', first), await drawScene(clips, 'second.mp4', second)];
    const clip = await clips.make('shots.mp4', [
      ...shots.flatMap((shot) => ['-i', shot]),
      ...['-filter_complex', '[0:v][1:v]concat=n=2:v=1[out]', '-map', '[out]'],
      ...['-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ]);
    const whoAt = (index: number, nose: { x: number; y: number }): Actor | undefined =>
      index < shotFrames ? whoIsAt(first, index, nose) : whoIsAt(second, index - shotFrames, nose);

    const withTracks = { astronaut: newFigures(), man: newFigures() };
    const without = { astronaut: newFigures(), man: newFigures() };
    let told = 0;
    let swapped = 0;
    const plan = await passes.run(
      clip,
      {
        identities: [
          // Each becomes the other, so that one wrong face is a wrong identity.
          { target: { photo: 'persons/a/1.png' }, source: { person: 'man' } },
          { target: { photo: 'persons/b/1.png' }, source: { person: 'astronaut' } },
        ],
      },
      {
        persons: photos,
        photos: new Map([
          ['persons/a/1.png', embeddingOf('astronaut')],
          ['persons/b/1.png', embeddingOf('man')],
        ]),
      },
      async (frame) => {
        const other: Record<string, string> = { man: 'astronaut', astronaut: 'man' };
        told += frame.told.length;
        swapped += frame.outcome.faces.filter(({ applied }) => applied.includes('swap')).length;
        const judge = (
          figures: typeof without,
          said: readonly { person: string | undefined; nose: unknown }[],
        ): void => {
          for (const actor of actors) {
            const here = said.find(({ nose }) => nose === actor);
            note(figures[actor], here?.person, other[actor] ?? '');
          }
        };
        judge(
          withTracks,
          frame.told.map(({ points, treatment }) => ({
            person: personOf(treatment),
            nose: whoAt(frame.index, points[2] ?? { x: -1, y: -1 }),
          })),
        );
        judge(
          without,
          (await saidWithoutTracks(frame)).map(({ points, person }) => ({
            person: other[person],
            nose: whoAt(frame.index, points[2] ?? { x: -1, y: -1 }),
          })),
        );
      },
    );
    for (const actor of actors) {
      console.info(`${actor} with tracks: ${text(withTracks[actor])}\n${actor} without: ${text(without[actor])}`);
    }
    console.info(plan.tracks, `${swapped} of ${told} faces of tracks swapped`, plan.identities);
    // Two a shot: none is torn, and none goes on over the cut.
    expect(plan.tracks).toMatchObject({ cuts: 1, count: 4 });
    expect(swapped).toBe(told);
    for (const actor of actors) {
      expect(withTracks[actor]).toMatchObject({ frames: 2 * shotFrames, right: 2 * shotFrames, wrong: 0, flips: 0 });
    }
  });

  test('clip c: figures with and without tracks, printed and not judged', async () => {
    let toldFaces = 0;
    let filled = 0;
    const counts = { with: 0, without: 0 };
    const flips = { with: 0, without: 0 };
    const last = { with: false, without: false };
    const photo = await passes.embed(await photoOf(clips, 'man', 'target.png'));
    const plan = await passes.run(
      clipC,
      { identities: [{ target: { photo: 'persons/b/1.png' }, source: { person: 'astronaut' } }] },
      { persons: photos, photos: new Map([['persons/b/1.png', photo]]) },
      async (frame) => {
        toldFaces += frame.told.length;
        filled += frame.told.filter(({ interpolated }) => interpolated).length;
        const now = {
          with: frame.told.some(({ treatment }) => personOf(treatment) !== undefined),
          without: (await saidWithoutTracks(frame)).some(({ person }) => person === 'man'),
        };
        for (const way of ['with', 'without'] as const) {
          if (now[way]) counts[way] += 1;
          if (frame.index > 0 && now[way] !== last[way]) flips[way] += 1;
          last[way] = now[way];
        }
      },
    );
    console.info(
      `clip c: ${plan.frames} frames, ${plan.tracks.count} tracks, ${plan.tracks.cuts} cut(s), ${toldFaces} faces, ` +
        `${filled} of them filled in; the man is swapped in ${counts.with} frames with ${flips.with} changes; ` +
        `without tracks in ${counts.without} with ${flips.without}`,
    );
    expect(plan.frames).toBe(150);
    expect(plan.identities?.[0]?.outcome).toBe('matched');
  });
});
