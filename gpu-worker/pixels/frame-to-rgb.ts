import { colourCoefficients } from './colour.ts';
import { chromaSize, type FrameLayout } from './frame-layout.ts';
import { uprightSize, uprightToStored } from './orientation.ts';

interface UprightRgb {
  readonly width: number;
  readonly height: number;
  /** Interleaved, `3 * width * height` values, 0..255. */
  readonly data: Uint8Array;
}

/** A whole stored frame as upright RGB: for pictures people look at, not for models. */
export function frameToRgb(frame: Uint8Array, layout: FrameLayout): UprightRgb {
  const { width, height } = uprightSize(layout);
  const data = new Uint8ClampedArray(3 * width * height);
  const sample = layout.pixels === 'rgb24' ? rgbSampler(frame, layout) : yuvSampler(frame, layout);
  // Along an upright row one goes along a stored row or column: two corners give the step.
  for (let y = 0, at = 0; y < height; y += 1) {
    const first = uprightToStored({ x: 0, y }, layout);
    const second = uprightToStored({ x: 1, y }, layout);
    const [stepX, stepY] = [second.x - first.x, second.y - first.y];
    for (let x = 0, { x: atX, y: atY } = first; x < width; x += 1, at += 3, atX += stepX, atY += stepY) {
      sample(atX, atY, data, at);
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

type Sampler = (x: number, y: number, out: Uint8ClampedArray, at: number) => void;

function rgbSampler(frame: Uint8Array, { width }: FrameLayout): Sampler {
  return (x, y, out, at) => {
    const from = 3 * (y * width + x);
    out[at] = frame[from]!;
    out[at + 1] = frame[from + 1]!;
    out[at + 2] = frame[from + 2]!;
  };
}

function yuvSampler(frame: Uint8Array, layout: FrameLayout): Sampler {
  const { width, height } = layout;
  const { lumaOffset, luma, rv, gu, gv, bu } = colourCoefficients(layout);
  const chroma = chromaSize(layout);
  const shiftX = chroma.width < width ? 1 : 0;
  const shiftY = chroma.height < height ? 1 : 0;
  const planeU = width * height;
  const planeV = planeU + chroma.width * chroma.height;
  return (x, y, out, at) => {
    const chromaAt = (y >> shiftY) * chroma.width + (x >> shiftX);
    const grey = luma * (frame[y * width + x]! - lumaOffset);
    const u = frame[planeU + chromaAt]! - 128;
    const v = frame[planeV + chromaAt]! - 128;
    out[at] = grey + rv * v;
    out[at + 1] = grey + gu * u + gv * v;
    out[at + 2] = grey + bu * u;
  };
}
