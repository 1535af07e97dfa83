import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cosine, samePersonCosine } from '../../../../gpu-worker/faces/embedding-distance.ts';
import type { FaceTreatment } from '../../../../gpu-worker/faces/face-stages.ts';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import { recognizerName, recognizerRole } from '../../../../gpu-worker/finding/recognizer.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { photoOf } from '../../../helpers/faces/crowd-clip.ts';
import { drawShots, goneAt, shotFrames, whoIsAtShots } from '../../../helpers/faces/crowd-shots.ts';
import { openTwoPasses, type PassedFrame, type TwoPasses } from '../../../helpers/faces/two-passes.ts';
import { clipC } from '../../../helpers/media/golden.ts';
import { sharedFile, testWithFiles } from '../../../helpers/media/shared.ts';
import { cpu, sharedModels } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';
import { useClips } from '../../../helpers/video/make-clip.ts';

const actors = ['astronaut', 'blue'] as const;

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

describe('tracks on a clip with known truth', () => {
  const clips = useClips();
  let passes: TwoPasses;
  let models: FaceModels;
  const photos = new Map<string, Float32Array>();

  beforeAll(async () => {
    passes = await openTwoPasses(clips);
    models = await openFaceModels(await sharedModels(), cpu);
    for (const actor of [...actors, 'pink'] as const) {
      photos.set(actor, await passes.embed(await photoOf(clips, actor, `${actor}.png`)));
    }
  });
  afterAll(async () => {
    await models.close();
    await passes.close();
  });

  const embeddingOf = (actor: string): Float32Array => photos.get(actor) ?? new Float32Array();

  /** What a tool without tracks does: each detected face to the nearest photo, if it is near enough. */
  const saidWithoutTracks = async ({ before, layout }: PassedFrame, known: ReadonlyMap<string, Float32Array>) => {
    const frame = openFrame(before, layout);
    const said = [];
    for (const { points } of await faceFinderNamed(models, 'yunet_2023_mar').detect(frame, layout, 0.5)) {
      const embedding = await models.get(recognizerRole, recognizerName).embed(frame, points);
      const [nearest] = [...known]
        .map(([actor, photo]) => ({ actor, score: cosine(embedding!, photo) }))
        .sort((a, b) => b.score - a.score);
      if (nearest !== undefined && nearest.score > samePersonCosine) said.push({ points, person: nearest.actor });
    }
    return said;
  };

  test('every frame of a track carries its swap, nobody takes another for themselves, tracks end at the cut', async () => {
    const clip = await drawShots(clips);
    const withTracks = { astronaut: newFigures(), blue: newFigures() };
    const without = { astronaut: newFigures(), blue: newFigures() };
    const keptAt: number[] = [];
    let told = 0;
    let swapped = 0;
    const plan = await passes.run(
      clip,
      {
        identities: [
          // Each becomes the other, so that one wrong face is a wrong identity.
          { target: { photo: 'persons/a/1.png' }, source: { person: 'blue' } },
          { target: { photo: 'persons/b/1.png' }, source: { person: 'astronaut' } },
          { target: { photo: 'persons/c/1.png' }, source: 'keep' },
        ],
      },
      {
        persons: photos,
        photos: new Map([
          ['persons/a/1.png', embeddingOf('astronaut')],
          ['persons/b/1.png', embeddingOf('blue')],
          ['persons/c/1.png', embeddingOf('pink')],
        ]),
      },
      async (frame) => {
        const other: Record<string, string> = { blue: 'astronaut', astronaut: 'blue' };
        const pink = frame.told.find(({ points: [, , nose] }) => nose && whoIsAtShots(frame.index, nose) === 'pink');
        if (pink?.treatment === 'keep') keptAt.push(frame.index);
        told += frame.told.length - (pink === undefined ? 0 : 1);
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
            nose: whoIsAtShots(frame.index, points[2] ?? { x: -1, y: -1 }),
          })),
        );
        judge(
          without,
          (await saidWithoutTracks(frame, photos)).map(({ points, person }) => ({
            person: other[person],
            nose: whoIsAtShots(frame.index, points[2] ?? { x: -1, y: -1 }),
          })),
        );
      },
    );
    for (const actor of actors) {
      console.info(`${actor} with tracks: ${text(withTracks[actor])}\n${actor} without: ${text(without[actor])}`);
    }
    console.info(plan.tracks, `${swapped} of ${told} faces of tracks swapped`, plan.identities);
    // Three a shot: none is torn, and none goes on over the cut.
    expect(plan.tracks).toMatchObject({ cuts: 1, count: 6 });
    expect(swapped).toBe(told);
    // Kept on every frame until there is no face left to see, never after that, and again in the next shot.
    const [before, after] = [keptAt.filter((at) => at < shotFrames), keptAt.filter((at) => at >= shotFrames)];
    expect(before.length).toBeGreaterThan(12);
    expect(before).toEqual(before.map((_, at) => at));
    expect(Math.max(...before)).toBeLessThan(goneAt);
    expect(after).toHaveLength(shotFrames);
    for (const actor of actors) {
      expect(withTracks[actor]).toMatchObject({ frames: 2 * shotFrames, right: 2 * shotFrames, wrong: 0, flips: 0 });
    }
  });

  testWithFiles([clipC], 'clip c: figures with and without tracks, printed and not judged', async () => {
    let toldFaces = 0;
    let filled = 0;
    const counts = { with: 0, without: 0 };
    const flips = { with: 0, without: 0 };
    const last = { with: false, without: false };
    const still = ['-vf', 'select=eq(n\\,60),crop=600:600:420:100', '-frames:v', '1'];
    const man = await passes.embed(await clips.make('man.png', ['-i', sharedFile(clipC), ...still]));
    const plan = await passes.run(
      sharedFile(clipC),
      { identities: [{ target: { photo: 'persons/b/1.png' }, source: { person: 'astronaut' } }] },
      { persons: photos, photos: new Map([['persons/b/1.png', man]]) },
      async (frame) => {
        toldFaces += frame.told.length;
        filled += frame.told.filter(({ interpolated }) => interpolated).length;
        const now = {
          with: frame.told.some(({ treatment }) => personOf(treatment) !== undefined),
          without: (await saidWithoutTracks(frame, new Map([['man', man]]))).length > 0,
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
