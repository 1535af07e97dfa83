import type { Normalisation } from './model-facts.ts';

type Order = Normalisation['order'];

/** The picture that a model is shown, as its row wants it. */
interface PictureInput {
  /** Planes of 0..255 of the size's square each, to be filled before every run. */
  readonly planes: Float32Array;
  readonly tensor: { readonly data: Float32Array; readonly dims: readonly number[] };
  /** Whether `planes` are what the model sees as they are; else `feed` writes over them. */
  readonly plain: boolean;
  /**
   * Brings a picture to what the model wants: `(sample / divisor - mean) / std`, in its order and layout.
   * @param from planes as above, left as they are; absent: `planes`
   */
  feed(from?: Float32Array): void;
}

/**
 * @param size side of the picture, pixels
 * @param given which plane of the picture comes first
 */
export function pictureInput(
  size: number,
  { order, layout, divisor, mean, std }: Normalisation,
  given: Order = 'RGB',
): PictureInput {
  const plane = size * size;
  const inPlanes = layout === 'NCHW';
  const planes = new Float32Array(3 * plane);
  // Pixels one after another cannot be written where planes are still to be read.
  const data = inPlanes ? planes : new Float32Array(3 * plane);
  const [a, b, c] = [1 / (divisor * std[0]), 1 / (divisor * std[1]), 1 / (divisor * std[2])];
  const [p, q, r] = [-mean[0] / std[0], -mean[1] / std[1], -mean[2] / std[2]];
  const asItIs = [a, b, c].every((scale) => scale === 1) && mean.every((each) => each === 0);
  const plain = inPlanes && order === given && asItIs;
  const [first, third] = order === given ? [0, 2 * plane] : [2 * plane, 0];
  const [step, next] = inPlanes ? [1, plane] : [3, 1];
  return {
    planes,
    tensor: { data, dims: inPlanes ? [1, 3, size, size] : [1, size, size, 3] },
    plain,
    feed(from = planes) {
      if (plain && from === planes) return;
      // All three samples of a pixel are read before one is written: planes may change places where they lie.
      for (let i = 0, to = 0; i < plane; i += 1, to += step) {
        const x = from[i + first]! * a + p;
        const y = from[i + plane]! * b + q;
        const z = from[i + third]! * c + r;
        data[to] = x;
        data[to + next] = y;
        data[to + 2 * next] = z;
      }
    },
  };
}
