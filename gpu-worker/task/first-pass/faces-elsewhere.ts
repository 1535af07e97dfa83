import { asFacelineError } from '../../errors.ts';
import type { DecodeSource } from '../../media/video/codec/codec-input.ts';
import { readOneFrame } from '../../media/video/codec/read-one-frame.ts';
import { probeVideo } from '../../media/video/container/container-probe.ts';
import { storedBoxToUpright } from '../../pixels/orientation.ts';
import type { FacesElsewhere } from '../../tracks/identity-map.ts';
import { faceAt } from '../../tracks/point-targets.ts';
import type { ToPlan } from './to-plan.ts';

/**
 * Looks at the frames that an identity map points at and that lie outside the piece: who is pointed at there is looked
 * for in the piece as somebody in a photo would be.
 * @throws as probing and decoding do, but for PIECE_OUTSIDE: nobody is there then
 */
export async function facesElsewhere(
  { task, tools }: Pick<ToPlan, 'task' | 'tools'>,
  source: DecodeSource,
): Promise<FacesElsewhere> {
  const { piece } = source.facts;
  const faces = new Map<number, ArrayLike<number> | undefined>();
  if (piece === undefined) return faces;
  for (const [rule, { target }] of task.identities.entries()) {
    if (typeof target === 'string' || !('timeS' in target)) continue;
    const { timeS, x, y } = target;
    if (timeS >= piece.startS - 1e-6 && timeS < piece.endS) continue;
    const facts = await probeVideo(source.path, source.limits, { atS: timeS }).catch((thrown: unknown) => {
      if (asFacelineError(thrown).code !== 'PIECE_OUTSIDE') throw thrown;
    });
    if (facts === undefined) {
      faces.set(rule, undefined);
      continue;
    }
    const { memory, layout } = await readOneFrame({ ...source, facts });
    const analysis = await tools.pool.analyse(memory, layout, true);
    const shown = analysis.faces.map((face) => ({ ...face, box: storedBoxToUpright(face.box, layout) }));
    faces.set(rule, faceAt(shown, x, y)?.embedding);
  }
  return faces;
}
