import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cosine } from '../../../../gpu-worker/faces/embedding-distance.ts';
import { faceFinderNamed } from '../../../../gpu-worker/finding/face-finder.ts';
import { recognizerName, recognizerRole } from '../../../../gpu-worker/finding/recognizer.ts';
import type { FaceModels } from '../../../../gpu-worker/models/loaded-models.ts';
import type { PixelBox, Point } from '../../../../gpu-worker/pixels/geometry.ts';
import { openFrame } from '../../../../gpu-worker/pixels/open-frame.ts';
import { type Actor, castAt, drawScene, photoOf, type Scene, whoIsAt } from '../../../helpers/faces/crowd-clip.ts';
import { openTwoPasses, type PassedFrame, type TwoPasses } from '../../../helpers/faces/two-passes.ts';
import { cpu, sharedModels } from '../../../helpers/models/engine.ts';
import { openFaceModels } from '../../../helpers/models/open-models.ts';
import { useClips } from '../../../helpers/video/make-clip.ts';

const scene: Scene = {
  frames: 90,
  background: '0x808070',
  cast: [
    { actor: 'green', path: (frame) => ({ x: 1010 - frame, y: 420 }) },
    { actor: 'astronaut', path: (frame) => ({ x: 30 + 9 * frame, y: 30 }) },
    { actor: 'blue', path: (frame) => ({ x: 950 - 10 * frame, y: 60 }) },
  ],
};
const actors: readonly Actor[] = ['astronaut', 'blue', 'green'];

const inside = ({ x1, y1, x2, y2 }: PixelBox, { x, y }: Point): boolean => x >= x1 && x < x2 && y >= y1 && y < y2;

describe('two persons in one task', () => {
  const clips = useClips();
  let passes: TwoPasses;
  let models: FaceModels;
  let clip: string;
  const faces = new Map<string, Float32Array>();

  beforeAll(async () => {
    passes = await openTwoPasses(clips);
    models = await openFaceModels(await sharedModels(), cpu);
    clip = await drawScene(clips, 'crowd.mp4', scene);
    for (const actor of actors) faces.set(actor, await passes.embed(await photoOf(clips, actor, `${actor}.png`)));
  });
  afterAll(async () => {
    await models.close();
    await passes.close();
  });

  test('each face becomes whom the map says on every frame, by a margin of 0.2; the kept one stays bit for bit', async () => {
    // Everybody is somebody of the clip, so that a mistake shows: the astronaut becomes the blue one, who becomes the astronaut.
    const becomes: Record<Actor, Actor> = { astronaut: 'blue', blue: 'astronaut', green: 'green', pink: 'pink' };
    const seen: Record<Actor, number> = { astronaut: 0, blue: 0, green: 0, pink: 0 };
    let leastMargin = Number.POSITIVE_INFINITY;
    let keptSamples = 0;
    let keptChanged = 0;
    const look = async ({ index, layout, before, after, outcome }: PassedFrame): Promise<void> => {
      const cast = castAt(scene, index);
      const source = openFrame(before, layout);
      for (const { points } of await faceFinderNamed(models, 'yunet_2023_mar').detect(source, layout, 0.5)) {
        const [, , nose = { x: -1, y: -1 }] = points;
        const who = whoIsAt(scene, index, nose);
        if (who === undefined) throw new Error(`A face was found where nobody is: frame ${index}.`);
        seen[who] += 1;
        const embedding = await models.get(recognizerRole, recognizerName).embed(openFrame(after, layout), points);
        const scores = new Map(actors.map((actor) => [actor, cosine(embedding!, faces.get(actor) ?? [])]));
        const assigned = scores.get(becomes[who]) ?? -1;
        const other = Math.max(...actors.filter((actor) => actor !== becomes[who]).map((a) => scores.get(a) ?? -1));
        leastMargin = Math.min(leastMargin, assigned - other);
      }
      const kept = cast.find(({ actor }) => actor === 'green')?.box;
      const painted = outcome.faces.flatMap(({ pasteBoxes }) => pasteBoxes);
      if (kept === undefined) throw new Error('The kept face is not in the scene.');
      for (let y = kept.y1; y < kept.y2; y += 1) {
        for (let x = kept.x1; x < kept.x2; x += 1) {
          if (painted.some((box) => inside(box, { x, y }))) continue;
          keptSamples += 1;
          if (before[y * layout.width + x] !== after[y * layout.width + x]) keptChanged += 1;
        }
      }
    };
    const plan = await passes.run(
      clip,
      {
        identities: [
          { target: { photo: 'persons/a/1.png' }, source: { person: 'x' } },
          { target: { photo: 'persons/b/1.png' }, source: { person: 'y' } },
          { target: { index: 2 }, source: 'keep' },
        ],
      },
      {
        persons: new Map([
          ['x', faces.get('blue') ?? new Float32Array()],
          ['y', faces.get('astronaut') ?? new Float32Array()],
        ]),
        photos: new Map([
          ['persons/a/1.png', faces.get('astronaut') ?? new Float32Array()],
          ['persons/b/1.png', faces.get('blue') ?? new Float32Array()],
        ]),
      },
      look,
    );
    const found = actors.map((actor) => `${actor} ${seen[actor]}`).join(', ');
    console.info(`two persons: ${plan.frames} frames, faces found ${found}; least margin ${leastMargin.toFixed(2)}`);
    console.info(`kept face: ${keptChanged} of ${keptSamples} luma samples differ;`, plan.identities, plan.tracks);
    expect(plan.identities?.map(({ outcome }) => outcome)).toEqual(['matched', 'matched', 'matched']);
    expect(seen.blue).toBe(90);
    expect(seen.green).toBe(90);
    expect(seen.astronaut).toBeGreaterThan(70);
    expect(leastMargin).toBeGreaterThanOrEqual(0.2);
    expect(keptSamples).toBeGreaterThan(5_000_000);
    expect(keptChanged).toBe(0);
  });
});
