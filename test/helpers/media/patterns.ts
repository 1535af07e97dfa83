import { chromaSize, type FrameLayout, frameBytes } from '../../../gpu-worker/pixels/frame-layout.ts';

/** A made-up RGB picture, interleaved; the OpenCV references were made from the same. */
export const patterned = (width: number, height: number): Uint8Array =>
  Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    return (x * 37 + y * 91 + (i % 3) * 53 + x * y * 7) % 256;
  });

export const rgbLayout = (width: number, height: number): FrameLayout => ({
  width,
  height,
  pixels: 'rgb24',
  matrix: 'bt601',
  fullRange: true,
  rotation: 0,
});

/** Numbers that repeat for a seed; 0..1. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Random samples for a layout. */
export function randomFrame(layout: FrameLayout, seed: number): Uint8Array {
  const random = randomFrom(seed);
  return Uint8Array.from({ length: frameBytes(layout) }, () => Math.floor(random() * 256));
}

/** Planes to rows of pixels. */
export const interleaved = (planes: Float32Array, size: number): number[][][] =>
  Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) =>
      [0, 1, 2].map((channel) => planes[channel * size * size + y * size + x] ?? Number.NaN),
    ),
  );

/** A plane turned clockwise by 0, 90, 180 or 270 degrees. */
function turnPlane(plane: Uint8Array, width: number, height: number, step: number, degrees: number): Uint8Array {
  const turned = new Uint8Array(plane.length);
  const newWidth = degrees % 180 === 0 ? width : height;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [toX, toY] =
        degrees === 90
          ? [height - 1 - y, x]
          : degrees === 180
            ? [width - 1 - x, height - 1 - y]
            : degrees === 270
              ? [y, width - 1 - x]
              : [x, y];
      for (let k = 0; k < step; k += 1) {
        turned[step * (toY * newWidth + toX) + k] = plane[step * (y * width + x) + k] ?? 0;
      }
    }
  }
  return turned;
}

/** A frame whose pixels are turned clockwise for good. 4:2:2 cannot be turned by a quarter. */
export function turnFrame(data: Uint8Array, layout: FrameLayout, degrees: 0 | 90 | 180 | 270): Uint8Array {
  const { width, height } = layout;
  if (layout.pixels === 'rgb24') return turnPlane(data, width, height, 3, degrees);
  const chroma = chromaSize(layout);
  const luma = width * height;
  const size = chroma.width * chroma.height;
  const turned = new Uint8Array(data.length);
  turned.set(turnPlane(data.subarray(0, luma), width, height, 1, degrees));
  for (const start of [luma, luma + size]) {
    turned.set(turnPlane(data.subarray(start, start + size), chroma.width, chroma.height, 1, degrees), start);
  }
  return turned;
}
