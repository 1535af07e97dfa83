import { permanent } from '../errors.ts';
import type { DetectedFace } from '../face/detected-face.ts';
import type { FrameLayout } from '../face/frame-layout.ts';
import type { FramePixels, ShrunkSize } from '../face/frame-pixels.ts';
import { suppressOverlaps } from '../face/non-max-suppression.ts';
import { uprightBoxToStored, uprightToStored } from '../face/orientation.ts';
import type { InferenceSettings } from '../inference/inference-settings.ts';
import type { InferenceClock } from '../inference/model-session.ts';
import type { DetectorFacts } from './catalog.ts';
import type { CanvasFace } from './detector-anchors.ts';
import { openModel } from './model-contract.ts';
import { decodeScrfd, scrfdContract } from './scrfd.ts';
import { decodeYunet, yunetContract } from './yunet.ts';

export interface Detector {
  /**
   * Faces of a frame by descending score, overlapping ones suppressed, in stored frame pixels.
   * @param leastScore 0..1
   */
  detect(frame: FramePixels, layout: FrameLayout, leastScore: number): Promise<DetectedFace[]>;
  close(): Promise<void>;
}

/** Loads a face detector. Throws MODEL_CORRUPT, MODEL_CONTRACT or PROVIDER_UNAVAILABLE. */
export async function openDetector(
  facts: DetectorFacts,
  path: string,
  settings: InferenceSettings,
  clock: InferenceClock,
): Promise<Detector> {
  const { kind, size } = facts;
  const contract = kind === 'yunet' ? yunetContract(size) : scrfdContract();
  const session = await openModel(path, contract, settings, clock);
  const canvas = new Float32Array(3 * size * size);
  const feeds = { input: { data: canvas, dims: [1, 3, size, size] } };
  const decode = kind === 'yunet' ? decodeYunet : decodeScrfd;
  let covered = '';
  return {
    async detect(frame, layout, leastScore) {
      const coverage = `${layout.width} ${layout.height} ${layout.rotation}`;
      // SCRFD's canvas is normalised in place, so what lies beside the picture has to be black again each time.
      if (coverage !== covered || kind === 'scrfd') canvas.fill(0);
      covered = coverage;
      const shrunk = frame.shrinkUpright(canvas, size);
      if (kind === 'scrfd') for (let i = 0; i < canvas.length; i += 1) canvas[i] = (canvas[i]! - 127.5) / 128;
      const outputs = await session.run(feeds);
      checkLengths(outputs, size, path, kind === 'yunet' ? 1 : 2, session.outputs.length / 3);
      return suppressOverlaps(decode(outputs, size, leastScore).map((face) => toStored(face, shrunk, layout)));
    },
    close: () => session.close(),
  };
}

function toStored(
  { score, box, points }: CanvasFace,
  { ratioX, ratioY }: ShrunkSize,
  layout: FrameLayout,
): DetectedFace {
  const [x1, y1, x2, y2] = box;
  return {
    score,
    box: uprightBoxToStored({ x1: x1 * ratioX, y1: y1 * ratioY, x2: x2 * ratioX, y2: y2 * ratioY }, layout),
    points: [0, 2, 4, 6, 8].map((k) => uprightToStored({ x: points[k]! * ratioX, y: points[k + 1]! * ratioY }, layout)),
  };
}

/** A file with free dimensions shows only here whether it has the right grid. */
function checkLengths(
  outputs: readonly Float32Array[],
  size: number,
  path: string,
  perCell: number,
  groups: number,
): void {
  const widths = groups === 4 ? [1, 1, 4, 10] : [1, 4, 10];
  const bad = outputs.findIndex((values, i) => {
    const stride = 8 << (i % 3);
    return values.length !== (size / stride) ** 2 * perCell * widths[Math.floor(i / 3)]!;
  });
  if (bad < 0) return;
  throw permanent(
    'MODEL_CONTRACT',
    `${path}: output ${bad} has ${outputs[bad]!.length} values, not those of its grid.`,
  );
}
